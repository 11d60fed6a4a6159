package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * The inputs of the decision table, measured.
 *
 * @param scenario the word of a {@link LossKind}
 * @param culpritKnown the transaction that caused the loss is known
 * @param walContinuous no gap between the newest usable base backup and the end of the archive
 * @param baseBackupUsable a base backup that ended before the culprit began (any, when there is no culprit)
 * @param laterWrites later commits in the same database are possible and must be kept
 * @param megabytes size of the database, -1 when the server is not reachable
 * @param noBaseBackup why no base backup is usable, in words; empty when one is, null in records of former versions
 * @param archiveHole what is missing in the archive and what that means; empty when nothing is, null in records of
 *     former versions
 * @param momentKnown a moment is known when everything was still there; false in records of former versions
 */
public record StrategyFacts(
        String scenario,
        boolean culpritKnown,
        boolean walContinuous,
        boolean baseBackupUsable,
        boolean serverReachable,
        boolean laterWrites,
        long megabytes,
        @Nullable String noBaseBackup,
        @Nullable String archiveHole,
        boolean momentKnown) {}
