package playbook.resume;

import java.time.Instant;
import java.util.List;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;

/**
 * @param wanted what ran before the incident
 * @param missing applications that do not run like that yet, as they were seen
 * @param began this machine's clock, UTC; errors in logs count from here
 */
public record StartApplicationsResult(
        Outcome outcome, List<ApplicationState> wanted, List<ApplicationState> missing, Instant began)
        implements StepResult {

    /** NOT_STARTED: some replicas were not seen running in time; they may still come. */
    public enum Outcome {
        STARTED,
        NOT_STARTED
    }
}
