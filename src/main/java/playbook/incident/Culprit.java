package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What destroyed the data, according to the WAL: one transaction, or several that caused one loss. For several, the
 * fields describe the first one, so a recovery that stops before the culprit stops before all of them.
 *
 * @param xid 32-bit id of the top transaction; {@link #NOBODY} when a loss is known but its transaction is not
 * @param subtransactions ids of its subtransactions, from the commit record; for several transactions, all ids but
 *     {@code xid}
 * @param firstLsn start of its first record
 * @param commitLsn start of its commit record
 * @param endLsn first byte after its commit record
 * @param timeline timeline of the segment which holds the commit record; a transaction id means nothing without it
 * @param committedAt time in the commit record, microseconds, UTC
 * @param tables its changes, the worst first; for several transactions, the sums
 * @param also what it dropped apart from tables, for example {@code view public.open_orders}
 * @param following the transactions after the first that belong to it, null for a single one
 */
public record Culprit(
        long xid,
        List<Long> subtransactions,
        Lsn firstLsn,
        Lsn commitLsn,
        Lsn endLsn,
        int timeline,
        Instant committedAt,
        List<TableChange> tables,
        List<String> also,
        @Nullable Following following) {

    /** No transaction has this id. */
    public static final long NOBODY = 0;

    /**
     * Where a culprit of several transactions ends.
     *
     * @param commits how many they are, the first included
     * @param alike whether they are a series of similar transactions, found by the search; false when a person combined
     *     them
     * @param xid of the last one
     * @param foreignRows minimum number of rows that other transactions wrote to the same tables between the first and
     *     the last one; -1 when unknown
     */
    public record Following(
            int commits, boolean alike, long xid, Lsn commitLsn, Lsn endLsn, Instant committedAt, long foreignRows) {}

    public Culprit {
        // Records of former versions have none.
        also = Objects.requireNonNullElse(also, List.of());
    }

    /** A single transaction that dropped nothing beside tables. */
    public Culprit(
            long xid,
            List<Long> subtransactions,
            Lsn firstLsn,
            Lsn commitLsn,
            Lsn endLsn,
            int timeline,
            Instant committedAt,
            List<TableChange> tables) {
        this(xid, subtransactions, firstLsn, commitLsn, endLsn, timeline, committedAt, tables, List.of(), null);
    }

    /** A loss whose transaction is unknown; known is only a time at which all data was still there. */
    public static Culprit nobody(Lsn before, int timeline, Instant at) {
        return new Culprit(NOBODY, List.of(), before, before, before, timeline, at, List.of());
    }

    /** Combines several culprits into one. */
    public static Culprit together(List<Culprit> parts) {
        return CulpritUnion.of(parts);
    }

    /** Whether it is known which transaction did it. */
    public boolean named() {
        return xid != NOBODY;
    }

    public int commits() {
        return following == null ? 1 : following.commits();
    }

    public long lastXid() {
        return following == null ? xid : following.xid();
    }

    public Lsn lastCommit() {
        return following == null ? commitLsn : following.commitLsn();
    }

    /** First byte after the commit record of the last of its transactions. */
    public Lsn lastEnd() {
        return following == null ? endLsn : following.endLsn();
    }

    public Instant lastAt() {
        return following == null ? committedAt : following.committedAt();
    }

    public boolean did(long transaction) {
        return transaction == xid || transaction == lastXid() || subtransactions.contains(transaction);
    }

    /**
     * Whether it dropped, emptied or altered tables; it locks them then, so that nobody can read them on a server that
     * stands at its commit.
     */
    public boolean wholeTables() {
        return tables.stream()
                .anyMatch(change -> change.operation() == TableChange.Operation.DROP
                        || change.operation() == TableChange.Operation.TRUNCATE
                        || change.operation() == TableChange.Operation.ALTER);
    }

    /**
     * Whether rows went that no comparison finds: of a table that was dropped or altered, or of one that was emptied and
     * is gone since, or is in no WAL. A table that was only emptied is compared: its rows before it are all lost.
     */
    private boolean beyondRows() {
        return tables.stream().anyMatch(change -> switch (change.operation()) {
            case DROP, ALTER -> true;
            case TRUNCATE -> change.oid() == 0 || !change.detail().isEmpty();
            case INSERT, UPDATE, DELETE -> false;
        });
    }

    /** Whether it emptied this table, at whatever time. */
    public boolean emptied(long table) {
        return tables.stream()
                .anyMatch(change -> change.oid() == table && change.operation() == TableChange.Operation.TRUNCATE);
    }

    /** Whether the missing rows still exist, only under another name or in a table that was detached as a partition. */
    public boolean onlyHides() {
        return wholeTables()
                && tables.stream()
                        .allMatch(change -> change.operation() == TableChange.Operation.ALTER && change.rows() == 0);
    }

    /**
     * Whether a comparison of its tables just before and just after it shows only its own effect, and no other
     * transaction's.
     */
    public boolean comparable() {
        return named() && !beyondRows() && (following == null || following.foreignRows() == 0);
    }

    /**
     * Number of rows in user tables that it deleted or updated, or that lost a column; an unknown number counts as 0.
     */
    public long destroyedRows() {
        return tables.stream()
                .filter(TableChange::destroys)
                .mapToLong(change -> Math.max(0, change.rows()))
                .sum();
    }

    /** For people: {@code 659 rows} that it added; empty when it added none. */
    public String added() {
        List<TableChange> added = tables.stream()
                .filter(change -> change.operation() == TableChange.Operation.INSERT)
                .toList();
        if (added.isEmpty()) {
            return "";
        }
        return added.stream().anyMatch(change -> change.rows() < 0)
                ? "an unknown number of rows"
                : Figures.rows(added.stream().mapToLong(TableChange::rows).sum());
    }

    /** For people: {@code transaction 771}, {@code 30 transactions, 771 to 800}. */
    public String words() {
        if (!named()) {
            return "an unknown cause";
        }
        return following == null
                ? "transaction " + xid
                : Figures.number(following.commits()) + " transactions, " + xid + " to " + following.xid();
    }
}
