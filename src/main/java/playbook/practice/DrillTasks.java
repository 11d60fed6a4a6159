package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.incident.HintedException;
import playbook.incident.Method;
import playbook.incident.StrategyOptions;

/** Answers the user tasks of a response as the people whose duty they are. */
final class DrillTasks {

    private static final Set<String> TROUBLE = Set.of("fence-by-hand", "handle-failed-step", "resume-trouble");
    private static final Set<String> ANSWERED =
            Set.of("confirm-loss", "choose-strategy", "approve-recovery", "confirm-validation", "approve-resume");
    private static final List<String> PEOPLE = List.of("dave", "maria", "olivia");

    private final Product product;
    private final String key;
    private final String target;
    private final Set<String> ignored = new HashSet<>();
    private final Set<String> met = new HashSet<>();
    private final Map<String, JsonNode> shown = new LinkedHashMap<>();
    private final Map<String, DrillCheck> checks = new LinkedHashMap<>();
    private final Deque<String> ways;
    private final boolean triesAgain;

    /**
     * @param triesAgain whether dave tries a failed step again; otherwise one ends the drill
     * @param ways back that dave chooses, one after the other; at the validation he has each but the last one taken back
     */
    DrillTasks(Product product, String key, String target, List<String> ways, boolean triesAgain) {
        this.triesAgain = triesAgain;
        this.ways = new ArrayDeque<>(ways);
        this.product = product;
        this.key = key;
        this.target = target;
    }

    /**
     * Answers what is open now. Its people are asked for their tasks only when one of theirs, or one never met, is open:
     * a drill that asks all the time measures its own questions.
     *
     * @param open the tasks that the incident's document shows
     */
    void answer(JsonNode open) throws IOException {
        boolean something = false;
        for (JsonNode task : open) {
            String name = task.path("key").asText();
            something |= ANSWERED.contains(name) || TROUBLE.contains(name) || met.add(name);
        }
        if (something) {
            answer();
        }
    }

    private void answer() throws IOException {
        Set<String> done = new HashSet<>();
        for (String person : PEOPLE) {
            Product.Reply tasks = product.get(person, "/engine-rest/task?processInstanceBusinessKey=" + key);
            if (!tasks.ok()) {
                throw new HintedException(
                        person + " cannot see the tasks of " + key + ": " + tasks.status() + " " + tasks.message(),
                        "are the practice users there, and are their passwords the ones of the range?");
            }
            for (JsonNode task : tasks.body()) {
                if (done.add(task.path("id").asText())) {
                    answer(
                            task.path("id").asText(),
                            task.path("taskDefinitionKey").asText());
                }
            }
        }
    }

    private void answer(String task, String name) throws IOException {
        if (triesAgain && name.equals("handle-failed-step")) {
            tryAgain(task, name);
            return;
        }
        if (TROUBLE.contains(name)) {
            throw trouble(task, name);
        }
        switch (name) {
            case "confirm-loss" -> confirmLoss(task);
            case "choose-strategy" -> choose(task);
            case "approve-recovery" -> approve(task);
            case "confirm-validation" -> confirmValidation(task);
            case "approve-resume" -> complete(task, "maria", name, Map.of("resumeDecision", "resume"));
            default -> {
                if (ignored.add(name)) {
                    Terminal.say("         task '" + name + "' is left to its people");
                }
            }
        }
    }

    private void confirmLoss(String task) throws IOException {
        JsonNode suspects = Product.value(variables("dave", task, "confirm-loss"), "suspects");
        String xid = suspects.path(0).path("xid").asText("");
        if (xid.isEmpty()) {
            throw new HintedException(
                    "the assessment shows no transaction that could have done it",
                    "look at step findCulprit of " + key + " in Cockpit.");
        }
        complete(task, "dave", "confirm-loss", Map.of("culpritXid", xid, "lossDecision", "loss"));
    }

    /** A way that is still being prepared may open while the form is open. */
    private void choose(String task) throws IOException {
        for (JsonNode option : Product.value(variables("dave", task, "choose-strategy"), "strategyOptions")) {
            String reason = option.path("reason").asText();
            if (option.path("strategy").asText().equals(ways.getFirst())
                    && reason.contains(StrategyOptions.OPENS_BY_ITSELF)) {
                if (ignored.add("choose-strategy")) {
                    Terminal.say("         dave waits: " + reason);
                }
                return;
            }
        }
        complete(
                task,
                "dave",
                "choose-strategy",
                Map.of("strategy", ways.getFirst(), "strategyReason", reason(ways.getFirst())));
    }

    private void confirmValidation(String task) throws IOException {
        complete(
                task,
                "dave",
                "confirm-validation",
                ways.size() > 1
                        ? Map.of("validationDecision", "undo", "validationNote", "The drill rehearses taking it back.")
                        : Map.of("validationDecision", "confirm"));
        if (ways.size() > 1) {
            ways.removeFirst();
        }
    }

    /** First the chooser tries to approve his own choice. */
    private void approve(String task) throws IOException {
        Map<String, String> approval = Map.of("approval", "approve", "approvalTarget", target);
        if (!checks.containsKey("four eyes")) {
            Product.Reply refused = submit(task, "dave", approval);
            checks.put(
                    "four eyes",
                    new DrillCheck(
                            "nobody approves what he chose himself",
                            !refused.ok(),
                            refused.ok()
                                    ? "dave chose the strategy and could approve it too"
                                    : "dave, who chose the strategy, tried to approve it and was refused (status "
                                            + refused.status() + ")"));
            if (refused.ok()) {
                return;
            }
        }
        complete(task, "maria", "approve-recovery", approval);
    }

    private void complete(String task, String person, String name, Map<String, String> values) throws IOException {
        variables(person, task, name);
        product.post(person, "/engine-rest/task/" + task + "/claim", Map.of("userId", person));
        Product.Reply reply = submit(task, person, values);
        if (reply.ok()) {
            Terminal.say("         " + person + " answered '" + name + "': " + values);
        } else if (product.get(person, "/engine-rest/task/" + task).status() != 404) {
            // A task that is gone was completed by the request whose answer got lost.
            throw new HintedException(
                    person + " cannot complete task '" + name + "': " + reply.status() + " " + reply.message(),
                    "open the task in Tasklist as " + person + " and look what it asks.");
        }
    }

    private Product.Reply submit(String task, String person, Map<String, String> values) throws IOException {
        Map<String, Object> variables = new LinkedHashMap<>();
        values.forEach((name, value) -> variables.put(name, Product.text(value)));
        return product.post(person, "/engine-rest/task/" + task + "/submit-form", Map.of("variables", variables));
    }

    private JsonNode variables(String person, String task, String name) throws IOException {
        JsonNode variables = product.get(
                        person, "/engine-rest/task/" + task + "/form-variables?deserializeValues=false")
                .body();
        shown.put(name, variables);
        return variables;
    }

    /** For drills in which workers are killed: who counts them reads this line. */
    private void tryAgain(String task, String name) throws IOException {
        JsonNode variables = variables("dave", task, name);
        Terminal.say("         a person was asked: step "
                + Product.value(variables, "step").asText("?") + ": "
                + Product.value(variables, "failure")
                        .asText("")
                        .lines()
                        .findFirst()
                        .orElse(""));
        complete(task, "dave", name, Map.of("failureDecision", "try-again"));
    }

    private HintedException trouble(String task, String name) throws IOException {
        JsonNode variables = variables("dave", task, name);
        StringBuilder told = new StringBuilder();
        for (String variable : List.of("step", "failure", "failureNote", "outcome", "text")) {
            String text = Product.value(variables, variable).asText("");
            told.append(text.isEmpty() ? "" : "\n  " + variable + ": " + text);
        }
        return new HintedException(
                "the response needs a person: task '" + name + "'" + (told.isEmpty() ? " " + variables : told),
                "this drill has no answer for that; the incident's page and the job's log say more.");
    }

    /** What the form of a task showed last; missing when it was never open. */
    JsonNode shown(String task) {
        return shown.getOrDefault(task, com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    private static String reason(String way) {
        return Method.of(way).filter(Method::keepsLaterWrites).isPresent()
                ? "The rows can come back without losing what was written since."
                : "The drill rehearses going back in time: the loss of later writes is accepted.";
    }

    List<DrillCheck> checks() {
        return new ArrayList<>(checks.values());
    }
}
