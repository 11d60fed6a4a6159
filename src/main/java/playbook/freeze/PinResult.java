package playbook.freeze;

import java.time.Instant;
import playbook.incident.ServerIdentity;
import playbook.operation.StepResult;
import playbook.postgres.PinnedHorizon;

/**
 * @param raisedAgain the pin of this incident had been up before and had fallen: rows may have been removed in between
 * @param seenAt this machine's clock, UTC
 */
public record PinResult(
        Outcome outcome, ServerIdentity identity, PinnedHorizon pin, boolean raisedAgain, Instant seenAt)
        implements StepResult {

    /** PARTLY: dead rows are held, but something that belongs to the pin is missing; see {@code pin.notSet}. */
    public enum Outcome {
        PINNED,
        PARTLY,
        NOT_PINNED
    }
}
