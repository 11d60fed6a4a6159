package playbook.process.incident;

import playbook.incident.Incident;
import playbook.process.engine.Conflict;

/** A target that was reported has a running incident already. */
public final class RunningIncident extends Conflict {

    private final transient Incident incident;

    public RunningIncident(Incident incident) {
        super(
                incident.key() + " is already running for " + incident.target().label() + " (reported by "
                        + incident.reportedBy() + " at " + incident.reportedAt() + ")",
                "your report was added to its record; read it at /incidents/" + incident.key()
                        + ", its open tasks are in Tasklist.");
        this.incident = incident;
    }

    public Incident incident() {
        return incident;
    }
}
