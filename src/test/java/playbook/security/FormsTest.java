package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.evidence.Json;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;

/** Forms as a client other than Tasklist sends them: what is no answer changes nothing, and the task goes on waiting. */
class FormsTest extends InterfaceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LONG = "\"" + "x".repeat(4001) + "\"";

    /**
     * A form's task, and an answer that would be taken.
     *
     * @param process in which it stands
     * @param needed the fields without which there is no answer
     */
    record Form(String id, String process, String who, Map<String, String> answer, Set<String> needed) {

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form(
                        "approve-recovery",
                        "decide-recovery",
                        "maria",
                        Map.of("approval", "reject"),
                        Set.of("approval")),
                new Form(
                        "handle-failed-step",
                        "failed-step",
                        "dave",
                        Map.of("failureDecision", "try-again"),
                        Set.of("failureDecision")),
                new Form(
                        "confirm-loss",
                        "assess-loss",
                        "dave",
                        Map.of("lossDecision", "false-alarm"),
                        Set.of("lossDecision")),
                new Form(
                        "choose-strategy",
                        "decide-recovery",
                        "dave",
                        Map.of("strategy", "row-recovery"),
                        Set.of("strategy")),
                new Form(
                        "confirm-validation",
                        "validate-recovery",
                        "dave",
                        Map.of("validationDecision", "back", "validationNote", "not right"),
                        Set.of("validationDecision", "validationNote")),
                new Form(
                        "approve-resume",
                        "resume-service",
                        "maria",
                        Map.of("resumeDecision", "wait"),
                        Set.of("resumeDecision")),
                new Form(
                        "resume-trouble",
                        "resume-service",
                        "dave",
                        Map.of("troubleDecision", "continue"),
                        Set.of("troubleDecision")),
                new Form("fence-by-hand", "stop-loss", "dave", Map.of("fenceNote", "pg_hba"), Set.of("fenceNote")));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsNoAnswerIsRefusedInOurWordsAndTheTaskGoesOnWaiting(Form form) {
        Incident incident = incident();
        String task = waiting(form, incident);
        Set<String> before = state();
        int refused = 0;
        for (Map.Entry<String, String> bad :
                badAnswers(form.id(), form.answer(), form.needed()).entrySet()) {
            for (String way : List.of("submit-form", "complete")) {
                HttpResponse<String> answer = post(form.who(), "/task/" + task + "/" + way, bad.getValue());
                refusedInOurWords(bad.getKey() + " by " + way, answer);
                refused++;
            }
            assertThat(changed(before)).as(bad.getKey()).isEmpty();
        }
        assertThat(task(incident)).isEqualTo(task);
        assertThat(refusals(incident))
                .isNotEmpty()
                .allMatch(entry -> entry.startsWith(form.who() + " at " + form.id()));
        System.out.println(form + ": " + refused + " answers refused");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theAnswerWithoutTheFaultIsTaken(Form form) {
        for (String way : List.of("submit-form", "complete")) {
            String task = waiting(form, incident());
            HttpResponse<String> answer =
                    post(form.who(), "/task/" + task + "/" + way, variables(new TreeMap<>(quoted(form.answer()))));
            assertThat(answer.statusCode()).as(way + ": " + answer.body()).isBetween(200, 204);
            assertThat(tasks.createTaskQuery().taskId(task).count()).isZero();
        }
    }

    @Test
    void aReportThatIsNoneBeginsNothing() {
        Map<String, String> report =
                Map.of("target", "t" + System.nanoTime(), "description", "rows are gone", "confirmed", "true");
        Set<String> before = state();
        for (Map.Entry<String, String> bad : badAnswers(
                        "report-loss", report, Set.of("target", "description", "confirmed"))
                .entrySet()) {
            for (String who : List.of("olivia", "dave")) {
                refusedInOurWords(
                        bad.getKey() + " by " + who,
                        post(who, "/process-definition/key/data-loss-response/submit-form", bad.getValue()));
            }
            assertThat(changed(before)).as(bad.getKey()).isEmpty();
        }
    }

    @Test
    void aBodyThatCannotBeReadIsRefusedInOurWordsAndChangesNothing() {
        Incident incident = incident();
        String task = failedStep(incident);
        Set<String> before = state();
        for (String body : List.of(
                "no json",
                "[]",
                "{\"variables\":[]}",
                "{\"variables\":{\"failureDecision\":\"try-again\"}}",
                "{\"variables\":{\"failureDecision\":{\"value\":\"try-again\",\"type\":\"Integer\"}}}",
                "{\"variables\":{\"failureDecision\":{\"value\":\"try-again\",\"type\":\"NoSuchType\"}}}",
                "{\"variables\":{\"failureDecision\":{\"value\":\"rO0AB\",\"type\":\"Object\",\"valueInfo\":"
                        + "{\"objectTypeName\":\"java.util.HashMap\","
                        + "\"serializationDataFormat\":\"application/x-java-serialized-object\"}}}}")) {
            for (String way : List.of("submit-form", "complete")) {
                HttpResponse<String> answer = post("dave", "/task/" + task + "/" + way, body);
                refusedInOurWords(body, answer);
            }
            refusedInOurWords(body, post("olivia", "/process-definition/key/data-loss-response/submit-form", body));
            assertThat(changed(before)).as(body).isEmpty();
        }
        assertThat(task(incident)).isEqualTo(task);
    }

    private void refusedInOurWords(String what, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(400);
        assertThat(message(answer)).as(what).contains("\nHINT: ").doesNotContain("Cannot", "Exception");
    }

    private String waiting(Form form, Incident incident) {
        if (form.id().equals("approve-recovery")) {
            return approval(incident);
        }
        if (form.id().equals("handle-failed-step")) {
            return failedStep(incident);
        }
        evidence.found(incident, "findCulprit", Json.read("{}", CulpritSearch.class));
        runtime.createProcessInstanceByKey(form.process())
                .businessKey(incident.key())
                .setVariables(Map.of(
                        "phase",
                        "decide",
                        "round",
                        1,
                        "ending",
                        "resolved",
                        "strategies",
                        SpinValues.jsonValue("[{\"strategy\":\"row-recovery\"}]")
                                .create()))
                .startBeforeActivity(form.id())
                .execute();
        return task(incident);
    }

    // ---------------------------------------------------------------------------------------- what is no answer

    /** By what is wrong with it; each is the good answer with one fault. */
    private static Map<String, String> badAnswers(String form, Map<String, String> good, Set<String> needed) {
        Map<String, String> bad = new LinkedHashMap<>();
        Map<String, String> answer = quoted(good);
        bad.put("no variables", "{}");
        bad.put("null for variables", "{\"variables\":null}");
        for (String field : needed) {
            Map<String, String> without = new TreeMap<>(answer);
            without.remove(field);
            bad.put("without " + field, variables(without));
            bad.put("null for " + field, variables(with(answer, field, "null")));
            bad.put("empty " + field, variables(with(answer, field, "\"\"")));
        }
        for (String extra : List.of(
                "planHash", "phase", "failureOrder", "findCulprit", "incidentKey", "round", "strategyChosenBy")) {
            bad.put("extra " + extra, variables(with(answer, extra, "\"x\"")));
        }
        for (JsonNode field : fields(form)) {
            String key = field.path("key").asText();
            for (String value : wrong(field.path("type").asText(), field.path("values"))) {
                bad.put(
                        key + " = " + (value.length() > 60 ? value.length() + " characters" : value),
                        variables(with(answer, key, value)));
            }
        }
        return bad;
    }

    private static List<String> wrong(String kind, JsonNode offered) {
        List<String> values = new ArrayList<>(List.of(LONG, "\"a\\u0000b\"", "{\"a\":1}", "[[1]]"));
        if (kind.equals("checkbox")) {
            values.addAll(List.of("\"perhaps\"", "1", "[true]"));
        } else if (!kind.equals("checklist")) {
            values.add("true");
            values.add("[\"x\",\"y\"]");
        }
        if (offered.path(0).path("value").asText().length() > 0) {
            values.addAll(List.of("\"perhaps\"", "7"));
        }
        return values;
    }

    private static List<JsonNode> fields(String form) {
        try (InputStream text = FormsTest.class.getResourceAsStream("/forms/" + form + ".form")) {
            return StreamSupport.stream(
                            JSON.readTree(Objects.requireNonNull(text))
                                    .path("components")
                                    .spliterator(),
                            false)
                    .filter(component -> component.hasNonNull("key"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> answer, String name, String value) {
        Map<String, String> changed = new TreeMap<>(answer);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, String> quoted(Map<String, String> answer) {
        Map<String, String> json = new TreeMap<>();
        answer.forEach((name, value) -> json.put(name, value.equals("true") ? value : "\"" + value + "\""));
        return json;
    }

    private static String variables(Map<String, String> values) {
        return "{\"variables\":{"
                + String.join(
                        ",",
                        values.entrySet().stream()
                                .map(value -> "\"" + value.getKey() + "\":{\"value\":" + value.getValue() + "}")
                                .toList())
                + "}}";
    }
}
