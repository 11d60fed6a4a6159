package playbook.freeze;

import java.time.Duration;
import java.util.List;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;

/** @param running applications of which replicas are still there */
public record StopApplicationsResult(Outcome outcome, List<ApplicationState> running, Duration took)
        implements StepResult {

    /** The fence holds STILL_RUNNING applications out all the same. */
    public enum Outcome {
        STOPPED,
        STILL_RUNNING
    }
}
