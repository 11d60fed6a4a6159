package playbook.operation;

import java.util.Optional;
import playbook.incident.Act;
import playbook.incident.Incident;

/**
 * A step that takes seconds: it looks, acts and verifies. It must tolerate being run again after a crash at any line.
 * Bean name = service task id = {@link #name()}. The process writes the finding into evidence.
 */
public interface ShortStep {

    String name();

    /** What the step does; this determines the decision that must be on record before each run. */
    default Act act() {
        return Act.NOTHING;
    }

    StepResult run(Incident incident);

    /** Called when a person decided to leave the step undone; the default does nothing. */
    default Optional<StepResult> left(Incident incident) {
        return Optional.empty();
    }
}
