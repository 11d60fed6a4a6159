package playbook.resume;

import java.time.Instant;
import java.util.List;
import playbook.operation.StepResult;

/**
 * @param remarks what somebody had changed while the fence was up
 * @param differences what is still not as it was before the incident
 * @param nextXid the server's next transaction id when the fence was down; customers' writes move it
 * @param at this machine's clock, UTC
 */
public record LiftFenceResult(Outcome outcome, List<String> remarks, List<String> differences, long nextXid, Instant at)
        implements StepResult {

    /** Whether logins and defaults were seen to be as remembered. */
    public enum Outcome {
        LIFTED,
        NOT_AS_BEFORE
    }
}
