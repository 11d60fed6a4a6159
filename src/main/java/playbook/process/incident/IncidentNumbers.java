package playbook.process.incident;

import java.time.Instant;
import playbook.incident.Incident;
import playbook.incident.Target;

/** Gives each incident its number. */
public interface IncidentNumbers {

    /**
     * Opens an incident in the caller's transaction.
     *
     * @throws playbook.incident.HintedException when the target has an open one
     */
    Incident open(Target target, String reportedBy, Instant noticedAt);

    /** @throws playbook.incident.HintedException when there is no such incident */
    Incident named(String key);
}
