package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import playbook.incident.StrategyOptions;

/**
 * Walks every failure of every step and of every other element of the models, and every answer of every form, to an end.
 *
 * <p>A step that fails never succeeds. Each answer of the failed step's form is given for it: as long as the response comes
 * to the step again, the next answer is given in the same response, and what is left when that ends in another one. So all
 * pairs of a step and an answer are given, and an answer may have earlier ones before it. An answer that is refused says
 * what to do instead, and its task is still there. Each element fails on the first {@link Course} that comes past it, and
 * every element lies on one; the answers of a form are given in each situation in which a course first asks for them: what was
 * answered and ran before, and what the course lets happen. When an element fails
 * behind a person's answer, before anything is on its way, the answer is refused and taken when the element works again.
 * A long step that is never proved leaves the same outcome as one that ends badly, so it is not walked again.
 * The engine keeps no history here: no rule on these ways reads it, and it takes half of the time.
 */
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:walk;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=500",
            "camunda.bpm.history-level=none"
        })
class WalkTest extends ProcessTest {

    private static final String ENDS_BADLY = "always ends badly";

    /** Steps that the response does without when they end badly. */
    private static final Set<String> DISPENSABLE = Set.of("copyCatalogs", "readHeap");

    private static final String FAILED = "handle-failed-step";

    /** It asks about failures: who is asked when asking fails? Nobody; the engine goes on trying to. */
    private static final Set<String> ASKS = Set.of(FAILED);

    /**
     * No answer leads past them: everything is being given back already, or the answer itself is what fails. Who answers
     * 'try again' after they were repaired goes on.
     */
    private static final Set<String> BEHIND_EVERY_WAY_OUT = Set.of(
            "giveBackAfterStop",
            "orderFailedStep",
            "stepOrdered",
            "watchTime",
            "trouble",
            "resume-trouble",
            "serviceResumed",
            "stopped");

    /** What a course comes past, and in which situation it first comes to each question. */
    private record Walked(Set<String> elements, Map<String, String> situations) {}

    private static final Map<Course, Walked> COURSES = new EnumMap<>(Course.class);

    private final ResponseWalk.Counts counts = new ResponseWalk.Counts();
    private final List<AssertionError> noEnds = new ArrayList<>();

    @Override
    void freshWorld() {
        super.freshWorld();
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(List.of(
                        new StrategyOptions.Option("row-recovery", "Rows", "", true, "", null, "", ""),
                        new StrategyOptions.Option("point-in-time-recovery", "Server", "", true, "", null, "", ""),
                        new StrategyOptions.Option("table-restore", "Tables", "", true, "", null, "", ""))));
    }

    @Test
    void everyShortStepThatNeverSucceedsIsLedToAnEndAfterEachAnswer() {
        steps(ProcessTestConfiguration.SHORT, "never succeeds", step -> world.throwing.add(step));
    }

    @Test
    void everyLongStepThatCanNeverBeginIsLedToAnEndAfterEachAnswer() {
        steps(ProcessTestConfiguration.LONG, "never begins", step -> world.throwing.add(step));
    }

    @Test
    void everyLongStepThatAlwaysEndsBadlyIsLedToAnEndAfterEachAnswer() {
        steps(ProcessTestConfiguration.LONG, ENDS_BADLY, step -> world.failing.add(step));
    }

    private void steps(Collection<String> steps, String how, Consumer<String> fails) {
        for (String step : steps) {
            Deque<String> left = orders();
            while (!left.isEmpty()) {
                int before = left.size();
                Course course = past(step);
                freshWorld();
                course.prepare(world);
                fails.accept(step);
                walk(step + " " + how, course, Map.of(FAILED, left));
                if (how.equals(ENDS_BADLY) && DISPENSABLE.contains(step)) {
                    assertThat(left).as("nobody is asked about %s", step).hasSize(before);
                    left.clear();
                }
                assertThat(left).as("%s was met", step).hasSizeLessThan(before);
            }
        }
        print(steps.size() + " steps that " + how);
    }

    @Test
    void everyOtherElementThatFailsIsLedToAnEndAfterEachAnswer() throws IOException {
        Set<String> elements = elements().keySet();
        elements.removeAll(ProcessTestConfiguration.SHORT);
        elements.removeAll(ProcessTestConfiguration.LONG);
        elements.removeAll(ASKS);
        Set<String> mended = new TreeSet<>();
        for (String element : elements) {
            Deque<String> left = orders();
            boolean heldUp = false;
            while (!left.isEmpty() && !heldUp) {
                int before = left.size();
                Course course = past(element);
                freshWorld();
                course.prepare(world);
                world.broken.add(element);
                ResponseWalk walked = walk(element + " fails", course, Map.of(FAILED, left));
                heldUp = walked.heldUp;
                assertThat(heldUp || left.size() < before)
                        .as("the failure of %s was met", element)
                        .isTrue();
                if (walked.mended) {
                    mended.add(element);
                }
            }
        }
        print(elements.size() + " other elements that fail");
        assertThat(BEHIND_EVERY_WAY_OUT)
                .as("kept the response until they were repaired")
                .containsAll(mended);
    }

    @Test
    void everyAnswerOfEveryFormIsLedToAnEnd() throws IOException {
        Map<String, Integer> asked = new TreeMap<>();
        for (String form : ResponseWalk.STRAIGHT.keySet()) {
            Set<String> situations = new TreeSet<>();
            for (Course course : Course.values()) {
                String situation = walked(course).situations().get(form);
                if (form.equals(FAILED) || situation == null || !situations.add(situation)) {
                    continue;
                }
                for (String answer : answers(form)) {
                    freshWorld();
                    course.prepare(world);
                    Deque<String> left = new ArrayDeque<>(List.of(answer));
                    walk(form + " is answered " + answer, course, Map.of(form, left));
                    assertThat(left).as("%s was asked", form).isEmpty();
                    asked.merge(form, 1, Integer::sum);
                }
            }
        }
        assertThat(asked).hasSize(ResponseWalk.STRAIGHT.size() - 1);
        print("answers of " + asked);
    }

    /** All walks are walked, whatever comes of one: who mends a model wants to see every door that is closed. */
    private ResponseWalk walk(String what, Course course, Map<String, Deque<String>> underTest) {
        return ended(new ResponseWalk(this, what, counts, course, underTest), underTest);
    }

    private ResponseWalk ended(ResponseWalk walk, Map<String, Deque<String>> underTest) {
        try {
            walk.toTheEnd();
        } catch (AssertionError noEnd) {
            noEnds.add(noEnd);
            underTest.values().forEach(Deque::clear);
            nothingIsLeft();
        }
        return walk;
    }

    @AfterEach
    void everyWalkCameToAnEnd() {
        noEnds.stream()
                .reduce((first, next) -> {
                    first.addSuppressed(next);
                    return first;
                })
                .ifPresent(all -> {
                    throw all;
                });
    }

    /** The first course that comes past it. */
    private Course past(String element) {
        return Stream.of(Course.values())
                .filter(course -> walked(course).elements().contains(element))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no course of the walk comes past '" + element + "': add one"));
    }

    private Walked walked(Course course) {
        Walked known = COURSES.get(course);
        if (known == null) {
            freshWorld();
            course.prepare(world);
            Map<String, String> situations = new TreeMap<>();
            ResponseWalk walk = new ResponseWalk(this, "nothing fails", counts, course, Map.of());
            walk.seenBy((task, answer) -> situations.putIfAbsent(
                    task.getTaskDefinitionKey(), "%s after %s, with %s".formatted(walk, world.ran, world.prepared())));
            ended(walk, Map.of());
            known = new Walked(Set.copyOf(world.visited), situations);
            COURSES.put(course, known);
        }
        return known;
    }

    /** The two that lead away for good come last. */
    private static Deque<String> orders() {
        List<String> inTurn = List.of("try-again", "another-culprit", "another-strategy", "by-hand", "stop");
        assertThat(inTurn).containsExactlyInAnyOrderElementsOf(options(FAILED, "failureDecision"));
        return new ArrayDeque<>(inTurn.stream().map("failureDecision="::concat).toList());
    }

    /** What has a behaviour that can fail, by its id, with its model. */
    private static Map<String, String> elements() throws IOException {
        Map<String, String> elements = new TreeMap<>();
        try (Stream<Path> models = Files.list(Path.of("processes"))) {
            for (Path model :
                    models.filter(file -> file.toString().endsWith(".bpmn")).toList()) {
                for (FlowNode node : Bpmn.readModelFromFile(model.toFile()).getModelElementsByType(FlowNode.class)) {
                    boolean fails = node instanceof Activity
                            || node instanceof Gateway
                            || node instanceof EndEvent
                            || node instanceof IntermediateCatchEvent;
                    if (fails && !(node instanceof SubProcess)) {
                        elements.put(node.getId(), model.getFileName().toString());
                    }
                }
            }
        }
        assertThat(elements).hasSizeGreaterThan(100);
        return elements;
    }

    /** As the form offers them, with what belongs to them; those that it computes are named here. */
    private static List<String> answers(String form) {
        String field = Objects.requireNonNull(ResponseWalk.STRAIGHT.get(form)).split("=", 2)[0];
        return switch (form) {
            case "choose-strategy" ->
                List.of(
                        "strategy=row-recovery",
                        "strategy=another-culprit",
                        "strategy=stop",
                        "strategy=table-restore",
                        "strategy=point-in-time-recovery",
                        "strategy=point-in-time-recovery stopKind=lsn stopValue=0/16B3748",
                        "strategy=point-in-time-recovery stopKind=time stopValue=2026-11-22T14:00:00Z");
            case "confirm-loss" ->
                List.of(
                        "lossDecision=false-alarm",
                        "lossDecision=loss culpritXid=790",
                        "lossDecision=loss culpritXid=several",
                        "lossDecision=loss culpritXid=none");
            default ->
                options(form, field).stream().map(one -> field + "=" + one).toList();
        };
    }

    private static List<String> options(String form, String field) {
        List<String> found = new ArrayList<>();
        try {
            for (JsonNode component : new ObjectMapper()
                    .readTree(Path.of("forms", form + ".form").toFile())
                    .get("components")) {
                if (component.path("key").asText().equals(field)) {
                    component
                            .path("values")
                            .forEach(value -> found.add(value.path("value").asText()));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        assertThat(found).as("%s of %s", field, form).hasSizeGreaterThan(1);
        return found;
    }

    private void print(String what) {
        System.out.printf(
                "walked %s: %d walks, %d answers given, %d refused, %d times time passed, %d held up, %d mended%n",
                what, counts.walks, counts.given, counts.refused, counts.times, counts.heldUp, counts.mended);
    }
}
