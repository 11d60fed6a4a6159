package playbook.resume;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
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

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.LIFTED) {
            return Optional.empty();
        }
        return Optional.of(
                new HintedException(
                        "not everybody is let in as before the incident: " + String.join("; ", differences),
                        "give these back by hand (ALTER ROLE, ALTER DATABASE, ALTER SUBSCRIPTION), then choose 'try again': it looks once more."));
    }
}
