package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What destroyed data, as the WAL tells it: one transaction, or several that are one loss. Then the fields tell of the
 * first of them, so that whatever stops before the culprit stops before all.
 *
 * @param xid 32-bit id of the top transaction; {@link #NOBODY} when people know of a loss, but of nobody who did it
 * @param subtransactions ids of its subtransactions, from the commit record; of several, all their other ids
 * @param firstLsn start of its first record
 * @param commitLsn start of its commit record
 * @param endLsn first byte after its commit record
 * @param timeline timeline of the segment which holds the commit record; a transaction id means nothing without it
 * @param committedAt time in the commit record, microseconds, UTC
 * @param tables what it did, the worst first; of several, their sums
 * @param also what it dropped beside tables, for example {@code view public.open_orders}
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
     * @param alike they have one shape and come one after the other; false when a person put them together
     * @param xid of the last
     * @param foreignRows rows of the same tables that others wrote between the first and the last, at least; -1
     *     when not known
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

    /** A loss of which nobody knows who did it, only that everything was there at that time. */
    public static Culprit nobody(Lsn before, int timeline, Instant at) {
        return new Culprit(NOBODY, List.of(), before, before, before, timeline, at, List.of());
    }

    /** Several culprits as one loss. */
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

    /** Whether it dropped, emptied or altered tables: then there are no rows before and after it to compare. */
    public boolean wholeTables() {
        return tables.stream()
                .anyMatch(change -> change.operation() == TableChange.Operation.DROP
                        || change.operation() == TableChange.Operation.TRUNCATE
                        || change.operation() == TableChange.Operation.ALTER);
    }

    /** Whether what people miss is still there: under another name, or as a table that is no partition any more. */
    public boolean onlyHides() {
        return wholeTables()
                && tables.stream()
                        .allMatch(change -> change.operation() == TableChange.Operation.ALTER && change.rows() == 0);
    }

    /**
     * Whether comparing its tables right before it with those right after it shows its effect alone, and nobody else's.
     */
    public boolean comparable() {
        return named() && !wholeTables() && (following == null || following.foreignRows() == 0);
    }

    /** Rows deleted or overwritten in user tables, or that lost a column; unknown numbers count as 0. */
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
