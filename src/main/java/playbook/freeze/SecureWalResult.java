package playbook.freeze;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.ServerFacts;

/**
 * @param segment the last segment with customers' writes, empty when the server was not reached
 * @param reason why the segment was not seen in the archive, null when it was seen
 * @param prepared prepared transactions, in words
 * @param pin the pin as seen after the checkpoint
 * @param notDurable why the checkpoint was not seen to end; or null
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

    /** Whether the segment was seen in the archive; NOT_REACHABLE: the server does not answer. */
    public enum Outcome {
        ARCHIVED,
        NOT_ARCHIVED,
        NOT_REACHABLE
    }

    static SecureWalResult notReachable(String why) {
        return new SecureWalResult(
                Outcome.NOT_REACHABLE,
                "",
                "the server was not reached: " + why + "; WAL that is not in the archive may still be in pg_wal",
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
        return Optional.of(new HintedException(
                "the last WAL segment with writes of customers, " + segment + ", is not in the archive: " + reason,
                "without this segment no later write can be recovered; the slot keeps it in pg_wal"
                        + " meanwhile." + " Look at pg_stat_archiver, the server's log and the space at the archive,"
                        + " then choose 'try again'."));
    }
}
