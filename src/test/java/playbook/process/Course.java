package playbook.process;

import java.util.Map;
import java.util.function.Consumer;
import org.camunda.bpm.engine.task.Task;
import playbook.process.ProcessTestConfiguration.World;

/** Ways through the models that lead, together, past everything they have. */
enum Course {
    ROWS(Map.of()),
    ROWS_FROM_THE_HEAP(Map.of(), world -> world.leftOut.clear()),
    ROWS_TAKEN_BACK(Map.of("confirm-validation", "validationDecision=undo")),
    SERVER(Map.of("choose-strategy", "strategy=point-in-time-recovery")),
    SERVER_TAKEN_BACK(Map.of(
            "choose-strategy", "strategy=point-in-time-recovery", "confirm-validation", "validationDecision=undo")),
    TABLES(Map.of("choose-strategy", "strategy=table-restore")),
    TABLES_TAKEN_BACK(
            Map.of("choose-strategy", "strategy=table-restore", "confirm-validation", "validationDecision=undo")),
    ANOTHER_CULPRIT(Map.of("choose-strategy", "strategy=another-culprit")),
    NO_WAY_TAKEN(Map.of("choose-strategy", "strategy=stop")),
    FALSE_ALARM(Map.of("confirm-loss", "lossDecision=false-alarm")),
    FENCE_GIVEN_UP(
            Map.of("fence-by-hand", "fenceDecision=stop"), world -> world.outcomes.put("fence", "STILL_WRITING")),
    STOPPED_AGAIN(
            Map.of("approve-resume", "resumeDecision=wait", "resume-trouble", "troubleDecision=stop-again"),
            world -> world.outcomes.put("watchResumed", "TROUBLE")),
    LATE(Map.of(), world -> world.held.add("findCulprit")),
    BEGINNING_FAILED(Map.of("handle-failed-step", "failureDecision=stop"), world -> world.throwing.add("dumpDatabase")),
    DONE_BY_HAND(Map.of("handle-failed-step", "failureDecision=by-hand"), world -> world.failing.add("dumpDatabase")),
    ABANDONED(
            Map.of("handle-failed-step", "failureDecision=another-strategy"),
            world -> world.failing.add("dumpDatabase")),
    STOPPED(Map.of("handle-failed-step", "failureDecision=stop"), world -> world.failing.add("dumpDatabase")),
    EXCHANGE_ABANDONED(
            Map.of(
                    "choose-strategy",
                    "strategy=point-in-time-recovery",
                    "handle-failed-step",
                    "failureDecision=another-strategy"),
            world -> world.failing.add("swapData")),
    EXCHANGE_STOPPED(
            Map.of("choose-strategy", "strategy=point-in-time-recovery", "handle-failed-step", "failureDecision=stop"),
            world -> world.failing.add("swapData"));

    /** Form and the answer that turns to this way; always of Map.of. */
    @SuppressWarnings("ImmutableEnumChecker")
    final Map<String, String> turns;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<World> prepares;

    Course(Map<String, String> turns) {
        this(turns, world -> {});
    }

    Course(Map<String, String> turns, Consumer<World> prepares) {
        this.turns = turns;
        this.prepares = prepares;
    }

    void prepare(World world) {
        prepares.accept(world);
    }

    /** Whether it is this course's own failure that the task asks about. */
    boolean failsAt(ProcessTest engine, Task task) {
        String step = String.valueOf(engine.tasks.getVariable(task.getId(), "step"));
        return engine.world.failing.contains(step) || (this == BEGINNING_FAILED && step.equals("startOperation"));
    }
}
