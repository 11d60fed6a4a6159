package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * A transaction which destroyed data, as the WAL tells it.
 *
 * @param xid 32-bit id of the top transaction
 * @param subtransactions ids of its subtransactions, from the commit record
 * @param firstLsn start of its first record
 * @param commitLsn start of its commit record
 * @param endLsn first byte after its commit record
 * @param timeline timeline of the segment which holds the commit record; a transaction id means nothing without it
 * @param committedAt time in the commit record, microseconds, UTC
 * @param tables what it did, the worst first
 */
public record Culprit(
        long xid,
        List<Long> subtransactions,
        Lsn firstLsn,
        Lsn commitLsn,
        Lsn endLsn,
        int timeline,
        Instant committedAt,
        List<TableChange> tables) {

    /** It dropped or emptied tables, so there are no rows before and after it to compare. */
    public boolean wholeTables() {
        return tables.stream()
                .anyMatch(change -> change.operation() == TableChange.Operation.DROP
                        || change.operation() == TableChange.Operation.TRUNCATE);
    }

    /** Rows deleted or overwritten in user tables; unknown numbers count as 0. */
    public long destroyedRows() {
        return tables.stream()
                .filter(change -> change.operation() != TableChange.Operation.INSERT)
                .mapToLong(change -> Math.max(0, change.rows()))
                .sum();
    }
}
