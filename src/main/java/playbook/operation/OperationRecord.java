package playbook.operation;

import playbook.incident.Incident;
import playbook.platform.JobStatus;

/**
 * A long operation that was started, in the state last seen.
 *
 * @param name made from incident, step and attempt; the name of the job
 */
public record OperationRecord(String name, Incident incident, String step, int attempt, JobStatus status) {}
