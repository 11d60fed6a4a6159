package playbook.freeze;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.operation.StepResult;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.ServerFacts;

/**
 * @param segment the last segment with writes of customers
 * @param reason why it was not seen in the archive, null when it was
 * @param prepared prepared transactions, for people
 * @param pin the pin as it was seen after it was made durable
 * @param notDurable what happened to the checkpoint, null when it was seen to end
 */
public record SecureWalResult(
        Outcome outcome,
        String segment,
        @Nullable String reason,
        List<String> prepared,
        ServerFacts facts,
        PinnedHorizon pin,
        @Nullable String notDurable)
        implements StepResult {

    /** Whether the segment was seen in the archive. */
    public enum Outcome {
        ARCHIVED,
        NOT_ARCHIVED
    }
}
