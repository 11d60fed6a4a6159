package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks every step's failure and every answer of every form, as the models and the forms have them, to an end. A step that
 * fails never succeeds; who owns a task answers it in the way under test once, and stops the response after that.
 */
@EnabledIfSystemProperty(
        named = "walk",
        matches = "true",
        disabledReason =
                "it was not seen to come to its end yet (over 17 minutes): mvn test -Dtest=WalkTest -Dwalk=true")
class WalkTest extends ProcessTest {

    private static final int FAR = 60;
    private static final Set<String> TAKING_BACK = Set.of("undoMerge", "undoSwap");
    private static final Set<String> CUTTING_OVER = Set.of(
            "planCutOver",
            "endPreparation",
            "restoreServer",
            "replayServer",
            "promoteServer",
            "countRestored",
            "finishServer",
            "stopServer",
            "swapData",
            "startServer",
            "undoSwap");

    /** What a person sends beside the answer, so that the server takes it. */
    private static final Map<String, Map<String, Object>> BESIDE = Map.of(
            "fence-by-hand", Map.of("fenceNote", "closed the port"),
            "confirm-loss", Map.of("culpritXid", "771"),
            "choose-strategy", Map.of("strategyReason", "because"),
            "approve-recovery", Map.of("approvalTarget", "noa"),
            "confirm-validation", Map.of("validationNote", "seen"),
            "handle-failed-step", Map.of("failureNote", "looked"),
            "resume-trouble", Map.of("troubleNote", "looked"));

    /** Form, field and the answer that leads straight on; its other answers are walked too. */
    private static final Map<String, String> STRAIGHT = Map.of(
            "confirm-loss", "lossDecision=loss",
            "choose-strategy", "strategy=row-recovery",
            "approve-recovery", "approval=approve",
            "confirm-validation", "validationDecision=confirm",
            "approve-resume", "resumeDecision=resume",
            "resume-trouble", "troubleDecision=continue",
            "fence-by-hand", "fenceDecision=look-again",
            "handle-failed-step", "failureDecision=stop");

    private final List<String> path = new ArrayList<>();

    /** The answers under test; each is given once. */
    private final Map<String, String> once = new HashMap<>();

    static Stream<String> orders() throws IOException {
        return answers("handle-failed-step", "failureDecision").stream();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyStepThatNeverSucceedsIsLedToAnEndAfterEachAnswer(String order) throws IOException {
        for (String step : steps()) {
            freshWorld();
            once.clear();
            once.put("handle-failed-step", "failureDecision=" + order);
            if (CUTTING_OVER.contains(step)) {
                once.put("choose-strategy", "strategy=point-in-time-recovery");
            }
            if (TAKING_BACK.contains(step)) {
                once.put("confirm-validation", "validationDecision=undo");
            }
            world.failing.add(step);
            world.throwing.add(step);
            walk(step + " fails and the answer is " + order);
        }
    }

    @Test
    void everyAnswerOfEveryFormIsLedToAnEnd() throws IOException {
        for (String form : STRAIGHT.keySet()) {
            String field = STRAIGHT.get(form).split("=", 2)[0];
            for (String answer : answers(form, field)) {
                freshWorld();
                once.clear();
                once.put(form, field + "=" + answer);
                if (form.equals("fence-by-hand")) {
                    world.outcomes.put("fence", "STILL_WRITING");
                }
                if (form.equals("resume-trouble")) {
                    world.outcomes.put("watchResumed", "TROUBLE");
                }
                if (form.equals("handle-failed-step")) {
                    continue; // Walked above, from every step.
                }
                walk(form + " is answered " + answer);
            }
        }
    }

    private void walk(String what) {
        path.clear();
        ProcessInstance response = report();
        for (int steps = 0; steps < FAR; steps++) {
            runOn();
            if (over(response)) {
                return;
            }
            List<Task> waiting = tasks.createTaskQuery().orderByTaskName().asc().list();
            List<Job> timers = management.createJobQuery().timers().list().stream()
                    .filter(job -> Set.of("watchTime", "askAgain").contains(activity(job)))
                    .toList();
            assertThat(waiting.size() + timers.size())
                    .as("%s: somebody or a timer has the next step after %s; jobs %s", what, path, stuck())
                    .isPositive();
            if (waiting.isEmpty()) {
                path.add("time passes");
                management.executeJob(timers.get(0).getId());
            } else {
                answered(waiting.get(0));
            }
            if (path.size() > 12 && "STILL_WRITING".equals(world.outcomes.get("fence"))) {
                once.put("fence-by-hand", "fenceDecision=stop");
            }
        }
        throw new AssertionError(what + ": no end is in sight after " + path);
    }

    private boolean over(ProcessInstance response) {
        return runtime.createProcessInstanceQuery()
                        .processInstanceId(response.getId())
                        .count()
                == 0;
    }

    private List<String> stuck() {
        return management.createJobQuery().withException().list().stream()
                .map(job -> activity(job) + ": " + job.getExceptionMessage())
                .toList();
    }

    /** The answer under test; what the rules refuse, and everything else, is answered straight. */
    private void answered(Task task) {
        String form = task.getTaskDefinitionKey();
        String special = once.remove(form);
        if (special == null || !accepted(task, special)) {
            boolean straight = accepted(task, STRAIGHT.getOrDefault(form, "nothing=known"))
                    || (form.equals("choose-strategy") && accepted(task, "strategy=point-in-time-recovery"));
            assertThat(straight)
                    .as("'%s' takes the straight answer after %s", form, path)
                    .isTrue();
        }
    }

    private boolean accepted(Task task, String answer) {
        String form = task.getTaskDefinitionKey();
        boolean manager = form.startsWith("approve-");
        Map<String, Object> values = new HashMap<>(BESIDE.getOrDefault(form, Map.of()));
        values.put(answer.split("=", 2)[0], answer.split("=", 2)[1]);
        identities.setAuthentication(manager ? "mia" : "dora", List.of(manager ? "managers" : "dba"));
        try {
            forms.submitTaskForm(task.getId(), values);
            path.add(form + " " + answer);
            return true;
        } catch (RuntimeException refused) {
            path.add(form + " " + answer + " (refused)");
            return false;
        } finally {
            identities.clearAuthentication();
        }
    }

    /** All that a model can do, by its id. */
    private static Set<String> steps() throws IOException {
        Set<String> steps = new TreeSet<>();
        try (Stream<Path> models = Files.list(Path.of("processes"))) {
            for (Path model :
                    models.filter(file -> file.toString().endsWith(".bpmn")).toList()) {
                var read = Bpmn.readModelFromFile(model.toFile());
                read.getModelElementsByType(ServiceTask.class).forEach(task -> steps.add(task.getId()));
                read.getModelElementsByType(CallActivity.class).stream()
                        .filter(call -> call.getCalledElement().equals("run-operation"))
                        .forEach(call -> steps.add(call.getId()));
            }
        }
        steps.retainAll(Stream.concat(ProcessTestConfiguration.SHORT.stream(), ProcessTestConfiguration.LONG.stream())
                .toList());
        assertThat(steps).hasSizeGreaterThan(40);
        return steps;
    }

    /** As the form offers them; those that it computes are named here. */
    private static List<String> answers(String form, String field) throws IOException {
        if (field.equals("strategy")) {
            return List.of("row-recovery", "point-in-time-recovery", "another-culprit");
        }
        List<String> found = new ArrayList<>();
        for (JsonNode component : new ObjectMapper()
                .readTree(Path.of("forms", form + ".form").toFile())
                .get("components")) {
            if (component.path("key").asText().equals(field)) {
                component
                        .path("values")
                        .forEach(value -> found.add(value.path("value").asText()));
            }
        }
        if (form.equals("approve-recovery") || !found.isEmpty()) {
            assertThat(found).as("%s of %s", field, form).hasSizeGreaterThan(1);
        }
        return found;
    }
}
