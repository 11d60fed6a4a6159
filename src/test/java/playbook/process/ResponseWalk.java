package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;

/**
 * Walks one response to its end: whoever owns a task answers it, first in the ways under test, each once and in turn, then
 * straight on. When nobody has anything to answer, time passes; when there is no time to pass either, that is an error.
 */
final class ResponseWalk {

    /** Of all walks of a test. What was refused was refused with a hint, and the task was still there. */
    static final class Counts {
        int walks;
        int given;
        int refused;
        int times;
        int heldUp;
        int mended;
    }

    /** Sees each question with what is answered, just before that is given. */
    interface Witness {
        void asked(Task task, Map<String, Object> answer);
    }

    /** These would lead to the same place again and again. */
    private static final Set<String> ONCE = Set.of("approve-resume", "handle-failed-step");

    private static final int FAR = 150;

    /** What a person sends beside the answer, so that the server takes it. */
    private static final Map<String, Map<String, Object>> BESIDE = Map.of(
            "fence-by-hand", Map.of("fenceNote", "closed the port"),
            "confirm-loss",
                    Map.of("culpritXid", "771", "culpritXids", "[\"771\",\"790\"]", "lossTime", "2026-11-22T14:00:00Z"),
            "choose-strategy", Map.of("strategyReason", "because"),
            "approve-recovery", Map.of("approvalTarget", "noa"),
            "confirm-validation", Map.of("validationNote", "seen"),
            "handle-failed-step", Map.of("failureNote", "looked"),
            "resume-trouble", Map.of("troubleNote", "looked"));

    /** Form, field and the answer that leads straight on. */
    static final Map<String, String> STRAIGHT = Map.of(
            "confirm-loss", "lossDecision=loss",
            "choose-strategy", "strategy=row-recovery",
            "approve-recovery", "approval=approve",
            "confirm-validation", "validationDecision=confirm",
            "approve-resume", "resumeDecision=resume",
            "resume-trouble", "troubleDecision=continue",
            "fence-by-hand", "fenceDecision=look-again",
            "handle-failed-step", "failureDecision=stop");

    private final ProcessTest engine;
    private final String what;
    private final Counts counts;
    private final Course course;
    private final Map<String, Deque<String>> underTest;
    private final List<String> path = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private int stops;
    private Witness witness = (task, answer) -> {};

    /** Something failed behind an answer, so it was refused; it was given again when that worked. */
    boolean heldUp;

    /** What failed kept the response from its end until it worked again. */
    boolean mended;

    /** @param underTest answers by their form; each is taken out when it was given, also when it was refused */
    ResponseWalk(ProcessTest engine, String what, Counts counts, Course course, Map<String, Deque<String>> underTest) {
        this.engine = engine;
        this.what = what + " (" + course + ")";
        this.counts = counts;
        this.course = course;
        this.underTest = underTest;
    }

    ResponseWalk seenBy(Witness other) {
        witness = other;
        return this;
    }

    ResponseWalk toTheEnd() {
        counts.walks++;
        ProcessInstance response = engine.report();
        for (int steps = 0; steps < FAR; steps++) {
            engine.runOn();
            if (over(response)) {
                nobodyIsAskedAnyMore();
                return this;
            }
            Optional<Task> task = next();
            if (task.isPresent()) {
                answer(task.get());
            } else {
                timePasses();
            }
        }
        throw new AssertionError(what + ": no end is in sight after " + path);
    }

    /** Those whose answers are under test first: else another answer may take them away. */
    private Optional<Task> next() {
        return engine.tasks.createTaskQuery().list().stream()
                .min(Comparator.comparing((Task task) -> !asked(task.getTaskDefinitionKey()))
                        .thenComparing(Task::getTaskDefinitionKey));
    }

    private boolean asked(String form) {
        return underTest.containsKey(form) && !underTest.get(form).isEmpty();
    }

    private void timePasses() {
        Job timer = engine.management.createJobQuery().timers().list().stream()
                .filter(job -> Set.of("watchTime", "askAgain", "overdue").contains(engine.activity(job)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "%s: nobody and no timer has the next step after %s; jobs: %s".formatted(what, path, stuck())));
        path.add("time passes at " + engine.activity(timer));
        counts.times++;
        try {
            engine.management.executeJob(timer.getId());
        } catch (RuntimeException failedOnce) {
            return; // Counted by the engine: with the last try somebody is asked.
        }
        engine.runOn();
        engine.world.held.clear();
    }

    private void answer(Task task) {
        String form = task.getTaskDefinitionKey();
        Optional<String> ofCourse = ofCourse(task);
        if (ofCourse.isEmpty() && asked(form)) {
            String answer = Objects.requireNonNull(underTest.get(form)).remove();
            Optional<RuntimeException> refusal = give(task, answer);
            refusal.ifPresent(words -> assertThat(words)
                    .as("%s: '%s' is refused in words that say what to do, after %s", what, answer, path)
                    .hasStackTraceContaining("HINT: "));
            return;
        }
        String answer = ofCourse.orElseGet(() -> STRAIGHT.getOrDefault(form, "nothing=known"));
        if (ofCourse.isEmpty() && form.equals("handle-failed-step") && stops++ > 0 && !engine.world.broken.isEmpty()) {
            mend();
            answer = "failureDecision=try-again";
        }
        Optional<RuntimeException> refusal = give(task, answer);
        if (refusal.isPresent() && form.equals("choose-strategy")) {
            refusal = give(task, "strategy=point-in-time-recovery");
        }
        if (refusal.isPresent() && !engine.world.broken.isEmpty()) {
            engine.world.broken.clear();
            heldUp = true;
            counts.heldUp++;
            refusal = give(task, answer);
        }
        if (refusal.isPresent()) {
            throw new AssertionError(
                    "%s: '%s' does not take '%s': %s; after %s"
                            .formatted(what, form, answer, refusal.get().getMessage(), path),
                    refusal.get());
        }
    }

    private void mend() {
        engine.world.broken.clear();
        mended = true;
        counts.mended++;
        path.add("what failed works again");
    }

    /** Where the course turns: once, and as long as there is something under test, which may lie behind that turn. */
    private Optional<String> ofCourse(Task task) {
        String form = task.getTaskDefinitionKey();
        String turn = course.turns.get(form);
        boolean again = asked("handle-failed-step") && !ONCE.contains(form) && !heldUp && !mended;
        boolean itself = asked(form) && !form.equals("handle-failed-step");
        if (turn == null || itself || (taken.contains(form) && !again)) {
            return Optional.empty();
        }
        if (form.equals("handle-failed-step") && !course.failsAt(engine, task)) {
            return Optional.empty();
        }
        taken.add(form);
        return Optional.of(turn);
    }

    /** @return why it was refused */
    private Optional<RuntimeException> give(Task task, String answer) {
        String form = task.getTaskDefinitionKey();
        boolean manager = form.startsWith("approve-");
        Map<String, Object> values = new HashMap<>(BESIDE.getOrDefault(form, Map.of()));
        for (String field : answer.split(" ", -1)) {
            values.put(field.split("=", 2)[0], field.split("=", 2)[1]);
        }
        witness.asked(task, values);
        engine.identities.setAuthentication(manager ? "mia" : "dora", List.of(manager ? "managers" : "dba"));
        try {
            engine.forms.submitTaskForm(task.getId(), values);
            path.add(form + " " + answer);
            counts.given++;
            return Optional.empty();
        } catch (RuntimeException refused) {
            path.add(form + " " + answer + " (refused: " + said(refused) + ")");
            counts.refused++;
            return Optional.of(refused);
        } finally {
            engine.identities.clearAuthentication();
        }
    }

    /** What was answered so far, and where time passed. */
    @Override
    public String toString() {
        return path.toString();
    }

    private boolean over(ProcessInstance response) {
        return engine.runtime
                        .createProcessInstanceQuery()
                        .processInstanceId(response.getId())
                        .count()
                == 0;
    }

    private void nobodyIsAskedAnyMore() {
        assertThat(engine.tasks.createTaskQuery().list())
                .as("%s: tasks when the response is over, after %s", what, path)
                .isEmpty();
        assertThat(engine.runtime.createProcessInstanceQuery().list())
                .as("%s: instances when the response is over, after %s", what, path)
                .isEmpty();
    }

    private List<String> stuck() {
        return engine.management.createJobQuery().withException().list().stream()
                .map(job -> engine.activity(job) + ": " + job.getExceptionMessage())
                .toList();
    }

    private static String said(RuntimeException refusal) {
        return String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
    }
}
