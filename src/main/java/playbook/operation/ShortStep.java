package playbook.operation;

import java.util.Optional;
import playbook.incident.Act;
import playbook.incident.Incident;

/**
 * A step that takes seconds: it looks, acts, and proves, and may be run again after a crash at any line. Bean name =
 * service task id = {@link #name()}. The process writes the finding into evidence.
 */
public interface ShortStep {

    String name();

    /** Whose decision it needs; looked for in the record each time, however the process came here. */
    default Act act() {
        return Act.NOTHING;
    }

    StepResult run(Incident incident);

    /** What is still done when a person ordered that the step be left undone; mostly nothing. */
    default Optional<StepResult> left(Incident incident) {
        return Optional.empty();
    }
}
