package playbook.incident;

import java.time.Instant;

/** Where a replay stops. There is no "latest", because a gap in the WAL would then look like success. */
public sealed interface RecoveryTarget {

    /** Numeric timeline to follow; {@code latest} and {@code current} are never used. */
    int timeline();

    /** @param inclusive stop after (true) or before (false) the first commit at that time */
    record ToTime(Instant time, boolean inclusive, int timeline) implements RecoveryTarget {}

    record ToLsn(Lsn lsn, boolean inclusive, int timeline) implements RecoveryTarget {}

    /** @param inclusive stop after (true) or before (false) this transaction's commit */
    record ToTransaction(long xid, boolean inclusive, int timeline) implements RecoveryTarget {}

    record ToName(String restorePoint, int timeline) implements RecoveryTarget {}
}
