package playbook.process;

import playbook.incident.Incident;

/** A target that was reported has a running incident already. */
final class RunningIncident extends Conflict {

    private final transient Incident incident;

    RunningIncident(Incident incident) {
        super(
                incident.key() + " is already running for " + incident.target().label() + " (reported by "
                        + incident.reportedBy() + " at " + incident.reportedAt() + ")",
                "your report was added to its record; read it at /incidents/" + incident.key()
                        + ", its open tasks are in Tasklist.");
        this.incident = incident;
    }

    Incident incident() {
        return incident;
    }
}
