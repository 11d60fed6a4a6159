package playbook.freeze;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.ServerFacts;

/**
 * @param segment the last segment with writes of customers, empty when the server was not reached
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
        @Nullable ServerFacts facts,
        @Nullable PinnedHorizon pin,
        @Nullable String notDurable)
        implements StepResult {

    /** Whether the segment was seen in the archive; NOT_REACHABLE: there is no server to ask. */
    public enum Outcome {
        ARCHIVED,
        NOT_ARCHIVED,
        NOT_REACHABLE
    }

    static SecureWalResult notReachable(String why) {
        return new SecureWalResult(
                Outcome.NOT_REACHABLE,
                "",
                "the server was not reached: " + why
                        + "; what of its WAL is not in the archive may still lie in pg_wal",
                List.of(),
                null,
                null,
                null);
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome != Outcome.NOT_ARCHIVED) {
            return Optional.empty();
        }
        return Optional.of(
                new HintedException(
                        "the last WAL segment with writes of customers, " + segment + ", is not in the archive: "
                                + reason,
                        "without it no later write can be recovered; the slot keeps it in pg_wal meanwhile. Look at"
                                + " pg_stat_archiver, the server's log and the space at the archive, then choose 'try again'."));
    }
}
