package playbook.resume;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.operation.StepResult;

/**
 * The result of lifting the fence.
 *
 * @param remarks what somebody had changed while the fence was up
 * @param differences what is still not as before the incident
 * @param nextXid the server's next transaction id after the fence was lifted; customers' writes increase it
 * @param at this machine's clock, UTC
 */
public record LiftFenceResult(Outcome outcome, List<String> remarks, List<String> differences, long nextXid, Instant at)
        implements StepResult {

    /** Whether logins and defaults were seen to be as before the incident. */
    public enum Outcome {
        LIFTED,
        NOT_AS_BEFORE
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.LIFTED) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "not all access is as before the incident: " + String.join("; ", differences),
                "restore these by hand (ALTER ROLE, ALTER DATABASE, ALTER SUBSCRIPTION), then choose"
                        + " 'try again', which checks" + " them once more."));
    }
}
