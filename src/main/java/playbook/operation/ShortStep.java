package playbook.operation;

import playbook.incident.Incident;

/**
 * A step that takes seconds: it looks, acts, and proves, and may be run again after a crash at any line. Bean name =
 * service task id = {@link #name()}. The process writes the finding into evidence.
 */
public interface ShortStep {

    String name();

    StepResult run(Incident incident);
}
