package playbook.process.task;

import playbook.incident.Incident;

/** What would run now if it were approved. */
public interface CurrentPlan {

    /** Digest over identity, culprit, rows and rules of the plan. */
    String hash(Incident incident);
}
