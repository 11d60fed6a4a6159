package playbook.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * Where several transactions end.
     *
     * @param commits how many they are, the first included
     * @param alike they have one shape and come one after the other; false when a person put them together
     * @param xid of the last
     * @param foreignRows rows of the same tables that others wrote between the first and the last, at least; -1 when not
     *     known
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

    /** Several, as one loss. */
    public static Culprit together(List<Culprit> parts) {
        List<Culprit> sorted =
                parts.stream().sorted(Comparator.comparing(Culprit::commitLsn)).toList();
        Culprit first = sorted.get(0);
        Culprit last =
                parts.stream().max(Comparator.comparing(Culprit::lastEnd)).orElseThrow();
        List<Long> others = new ArrayList<>(first.subtransactions());
        List<String> also = new ArrayList<>();
        Map<String, TableChange> sums = new LinkedHashMap<>();
        for (Culprit part : sorted.subList(1, sorted.size())) {
            others.add(part.xid());
            others.addAll(part.subtransactions());
        }
        for (Culprit part : sorted) {
            also.addAll(part.also());
            part.tables()
                    .forEach(change -> sums.merge(
                            change.oid() + " " + change.operation() + " " + change.detail(),
                            change,
                            TableChange::plus));
        }
        int commits = parts.stream().mapToInt(Culprit::commits).sum();
        return new Culprit(
                first.xid(),
                others,
                parts.stream()
                        .map(Culprit::firstLsn)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                first.commitLsn(),
                first.endLsn(),
                first.timeline(),
                first.committedAt(),
                List.copyOf(sums.values()),
                also,
                new Following(
                        commits,
                        false,
                        last.lastXid(),
                        last.lastCommit(),
                        last.lastEnd(),
                        last.lastAt(),
                        foreign(parts, first, last)));
    }

    /**
     * What others wrote between them is known where one series of one table spans all the others, and they wrote to that table
     * alone: to it, they were the others. -1 when not known.
     */
    private static long foreign(List<Culprit> parts, Culprit first, Culprit last) {
        Following series = first.following;
        List<TableName> tables = first.writtenTables();
        if (!first.equals(last) || series == null || series.foreignRows() < 0 || tables.size() != 1) {
            return -1;
        }
        List<Culprit> others =
                parts.stream().filter(part -> !part.equals(first)).toList();
        if (others.stream()
                .anyMatch(part -> part.wholeTables() || !part.writtenTables().equals(tables))) {
            return -1;
        }
        long theirs = others.stream()
                .flatMap(part -> part.tables().stream())
                .mapToLong(change -> Math.max(0, change.rows()))
                .sum();
        return Math.max(0, series.foreignRows() - theirs);
    }

    private List<TableName> writtenTables() {
        return tables.stream().map(TableChange::table).distinct().toList();
    }

    /** Some transaction is known that did it. */
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

    /** It dropped, emptied or altered tables, so there are no rows before and after it to compare. */
    public boolean wholeTables() {
        return tables.stream()
                .anyMatch(change -> change.operation() == TableChange.Operation.DROP
                        || change.operation() == TableChange.Operation.TRUNCATE
                        || change.operation() == TableChange.Operation.ALTER);
    }

    /** What people miss is there, by another name or outside the whole. */
    public boolean onlyHides() {
        return wholeTables()
                && tables.stream()
                        .allMatch(change -> change.operation() == TableChange.Operation.ALTER && change.rows() == 0);
    }

    /** Its tables right before against right after it are its effect, and nobody else's. */
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
            return "nobody who is known";
        }
        return following == null
                ? "transaction " + xid
                : Figures.number(following.commits()) + " transactions, " + xid + " to " + following.xid();
    }
}
