package playbook.resume;

import java.time.Instant;
import java.util.List;
import playbook.operation.StepResult;

/**
 * One look at the resumed service.
 *
 * @param troubles what is wrong, for people; empty when nothing is
 * @param remarks observations that are no trouble, with the reason
 * @param errors error lines of each application's log since the last look
 * @param nextXid the server's next transaction id, for the next look
 * @param transactions number of transaction ids assigned since the last look
 * @param at this machine's clock, UTC; the next look counts errors from this time on
 */
public record WatchResumedResult(
        Outcome outcome,
        List<String> troubles,
        List<String> remarks,
        List<ErrorLines> errors,
        long nextXid,
        long transactions,
        Instant at)
        implements StepResult {

    /** TROUBLE leads to a task for a person. */
    public enum Outcome {
        OK,
        TROUBLE
    }
}
