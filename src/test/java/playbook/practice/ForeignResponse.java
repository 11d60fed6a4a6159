package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import playbook.incident.Await;

/** One whole response over HTTP: reported by olivia, answered by dave and maria, each text that they were shown kept. */
final class ForeignResponse {

    private static final List<String> PEOPLE = List.of("dave", "maria", "olivia");
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Product product;
    private final Map<String, Function<JsonNode, Map<String, String>>> answers = new HashMap<>();
    private final Map<String, Integer> answered = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private JsonNode last = Product.nothing();

    ForeignResponse(Product product) {
        this.product = product;
        answer(
                "confirm-validation",
                form -> Map.of(
                        "validationDecision",
                        "confirm",
                        "validationNote",
                        "Read each check; see the note of the case."));
        answer("approve-recovery", form -> Map.of("approval", "approve", "approvalTarget", ForeignRange.TARGET));
        answer("approve-resume", form -> Map.of("resumeDecision", "resume"));
    }

    /** What the people answer to the form, seeing what it shows. */
    ForeignResponse answer(String task, Function<JsonNode, Map<String, String>> answer) {
        answers.put(task, answer);
        return this;
    }

    /** From the report to the end of the incident, or to a task that nobody has an answer for. */
    String run(String description, List<String> symptoms) throws IOException {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("target", Product.text(ForeignRange.TARGET));
        variables.put("symptoms", Map.of("value", playbook.evidence.Json.write(symptoms), "type", "Json"));
        variables.put("description", Product.text(description));
        variables.put("noticedAt", Product.text(Instant.now().toString()));
        variables.put("customerData", Product.flag(true));
        variables.put("confirmed", Product.flag(true));
        Product.Reply reply = product.post(
                "olivia",
                "/engine-rest/process-definition/key/data-loss-response/submit-form",
                Map.of("variables", variables));
        if (!reply.ok()) {
            throw new AssertionError("the report was refused: " + reply.status() + " " + reply.message());
        }
        String instance = reply.body().path("id").asText();
        Instant end = Instant.now().plus(PATIENCE);
        String key = "";
        while (Instant.now().isBefore(end)) {
            if (key.isEmpty()) {
                key = key(instance);
            } else {
                last = product.get("olivia", "/api/incidents/" + key).body();
                if (last.path("endedAt").isTextual()) {
                    return "ended: " + last.path("state").asText();
                }
                String open = answerWhatIsOpen(key);
                if (!open.isEmpty()) {
                    return open;
                }
            }
            Await.pause(Duration.ofMillis(500));
        }
        return "nothing moved on within " + PATIENCE.toMinutes() + " minutes";
    }

    private String key(String instance) throws IOException {
        for (String path : List.of("/engine-rest/process-instance/", "/engine-rest/history/process-instance/")) {
            String key = product.get("olivia", path + instance)
                    .body()
                    .path("businessKey")
                    .asText("");
            if (!key.isEmpty() && !key.equals("null")) {
                return key;
            }
        }
        return "";
    }

    private String answerWhatIsOpen(String key) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String person : PEOPLE) {
            for (JsonNode task : product.get(person, "/engine-rest/task?processInstanceBusinessKey=" + key)
                    .body()) {
                String id = task.path("id").asText();
                String name = task.path("taskDefinitionKey").asText();
                if (!seen.add(id)) {
                    continue;
                }
                JsonNode form = product.get(
                                person, "/engine-rest/task/" + id + "/form-variables?deserializeValues=false")
                        .body();
                told.add(name + " (" + person + ")\n" + ShownForm.of(name, form));
                Function<JsonNode, Map<String, String>> answer = answers.get(name);
                int times = answered.merge(name, 1, Integer::sum);
                if (answer == null || times > 4) {
                    return "open: " + name + (times > 4 ? " again and again" : "");
                }
                Map<String, String> values = answer.apply(form);
                String as = name.startsWith("approve") ? "maria" : person;
                product.post(as, "/engine-rest/task/" + id + "/claim", Map.of("userId", as));
                Map<String, Object> variables = new LinkedHashMap<>();
                values.forEach((field, value) -> variables.put(field, Product.text(value)));
                Product.Reply reply =
                        product.post(as, "/engine-rest/task/" + id + "/submit-form", Map.of("variables", variables));
                told.add("  " + as + " answered " + values + ": " + reply.status()
                        + (reply.ok() ? "" : " " + reply.message()));
                if (!reply.ok() && reply.status() != 404) {
                    return "refused: " + name + ": " + reply.status() + " " + reply.message();
                }
            }
        }
        return "";
    }

    /** All that was shown until the task was answered for the first time. */
    String toldBefore(String task) {
        StringBuilder before = new StringBuilder();
        for (String text : told) {
            before.append(text).append('\n');
            if (text.startsWith(task)) {
                break;
            }
        }
        return before.toString();
    }

    List<String> told() {
        return told;
    }

    /** What the page says at the end, in short. */
    String inShort() {
        StringBuilder text = new StringBuilder();
        last.path("inShort")
                .forEach(line -> text.append(line.path("label").asText())
                        .append(": ")
                        .append(line.path("text").asText())
                        .append('\n'));
        last.path("openTasks")
                .forEach(task ->
                        text.append("Open: ").append(task.path("name").asText()).append('\n'));
        return text.toString();
    }
}
