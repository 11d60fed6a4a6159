package playbook.assess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Culprit;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/** Commits of one shape and about one size, one after the other: from three on they are told as one series. */
final class Run {

    /**
     * One commit, with the sums of its tables before it and with it.
     *
     * @param written the write before it to each of its tables
     * @param earlier the sum of all commits before it, on any table
     * @param own its own share of such a sum
     */
    record One(
            Culprit culprit,
            Map<TableName, Sum> before,
            Map<TableName, Sum> after,
            Map<TableName, Write> written,
            Sum earlier,
            Sum own) {

        /** The table's sum when the run began, to which this commit is the first to write; at most, if others wrote meanwhile. */
        private Sum at(One beginning, TableName table) {
            Write last = written.get(table);
            return last == null || last.commit() < beginning.earlier().transactions()
                    ? before.getOrDefault(table, Sum.NONE)
                    : last.before();
        }
    }

    /**
     * To one table.
     *
     * @param commit how many commits there were before
     * @param before the table's sum before it
     */
    record Write(long commit, Sum before) {}

    private static final int SERIES = 3;
    private static final int ALIKE = 4;
    private static final int SMALL = 2;
    private static final int MOST_TABLES = 100;
    private static final int MOST_IDS = 100_000;
    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final Duration REST_COMES_WITHIN = Duration.ofMillis(300);

    private final boolean whole;
    private final List<One> beginning = new ArrayList<>(2);
    private final Map<String, TableChange> sums = new LinkedHashMap<>();
    private final List<Long> ids = new ArrayList<>();
    private final Map<TableName, Sum> starts = new LinkedHashMap<>();
    private final Map<TableName, Sum> ends = new LinkedHashMap<>();
    private Sum own = Sum.NONE;
    private One last;
    private int commits;
    private long rows;
    private boolean complete = true;
    private boolean closed;

    /** @param now the sums of all tables with that commit */
    Run(One first, Map<TableName, Sum> now) {
        this.whole = first.culprit().wholeTables();
        this.last = first;
        add(first, now);
    }

    /** Whole tables are emptied or dropped at any pace; rows go in a loop, its last round with what is left. */
    boolean goesOnWith(One next) {
        if (whole) {
            return true;
        }
        Duration pause =
                Duration.between(last.culprit().committedAt(), next.culprit().committedAt());
        long size = size(next.culprit());
        long average = Math.max(1, rows / commits);
        if (pause.compareTo(PAUSE) > 0 || size > ALIKE * average) {
            return false;
        }
        if (closed) {
            // What looked like the rest was a round of few rows, when the loop goes on at its pace.
            return size * ALIKE >= average && isTheRest(pause);
        }
        return size * ALIKE >= average || (commits >= SERIES && isTheRest(pause));
    }

    private boolean isTheRest(Duration pause) {
        Duration usual = Duration.between(
                        beginning.get(0).culprit().committedAt(), last.culprit().committedAt())
                .dividedBy(commits - 1);
        Duration limit = usual.multipliedBy(3);
        return pause.compareTo(limit.compareTo(REST_COMES_WITHIN) < 0 ? REST_COMES_WITHIN : limit) <= 0;
    }

    void add(One next, Map<TableName, Sum> now) {
        long average = commits == 0 ? 0 : rows / commits;
        closed = !whole && commits > 0 && size(next.culprit()) * ALIKE < average;
        commits++;
        rows += size(next.culprit());
        own = own.plus(next.own());
        last = next;
        if (beginning.size() < SERIES - 1) {
            beginning.add(next);
        }
        if (!whole) {
            One first = beginning.get(0);
            next.before().keySet().forEach(table -> starts.computeIfAbsent(table, one -> next.at(first, one)));
            starts.keySet().forEach(table -> ends.put(table, now.getOrDefault(table, Sum.NONE)));
        }
        if (ids.size() < MOST_IDS) {
            ids.add(next.culprit().xid());
            ids.addAll(next.culprit().subtransactions());
        } else {
            complete = false;
        }
        for (TableChange change : next.culprit().tables()) {
            String key = change.oid() + " " + change.operation() + " " + change.detail();
            if (sums.containsKey(key) || sums.size() < MOST_TABLES) {
                sums.merge(key, change, TableChange::plus);
            }
        }
    }

    private static long size(Culprit culprit) {
        long destroyed = culprit.destroyedRows();
        return destroyed > 0
                ? destroyed
                : culprit.tables().stream()
                        .mapToLong(change -> Math.max(0, change.rows()))
                        .sum();
    }

    One last() {
        return last;
    }

    List<TableChange> changes() {
        return List.copyOf(sums.values());
    }

    /** The series, or each commit by itself when they are too few to be one. */
    List<One> told() {
        if (commits < SERIES) {
            return List.copyOf(beginning);
        }
        Culprit first = beginning.get(0).culprit();
        Culprit end = last.culprit();
        List<Long> others = ids.subList(1, ids.size());
        Culprit series = new Culprit(
                first.xid(),
                List.copyOf(others),
                first.firstLsn(),
                first.commitLsn(),
                first.endLsn(),
                first.timeline(),
                first.committedAt(),
                changes(),
                List.of(),
                new Culprit.Following(
                        commits,
                        true,
                        end.xid(),
                        end.commitLsn(),
                        end.endLsn(),
                        end.committedAt(),
                        complete ? foreignRows() : -1));
        return List.of(
                whole
                        ? new One(series, beginning.get(0).before(), last.after(), Map.of(), earlier(), own)
                        : new One(series, starts, ends, Map.of(), earlier(), own));
    }

    private Sum earlier() {
        return beginning.get(0).earlier();
    }

    /** What others wrote to any of its tables between the first commit and the last, at least. */
    private long foreignRows() {
        Map<TableName, Long> written = new LinkedHashMap<>();
        for (TableChange change : changes()) {
            written.merge(change.table(), Math.max(0, change.rows()), Long::sum);
        }
        long foreign = 0;
        for (Map.Entry<TableName, Long> table : written.entrySet()) {
            Sum all = ends.getOrDefault(table.getKey(), Sum.NONE).minus(starts.getOrDefault(table.getKey(), Sum.NONE));
            foreign += Math.max(0, all.rows() - table.getValue());
        }
        return foreign;
    }

    /** As an application works all day: one or two rows at a time, overwritten, or gone while others come. */
    boolean looksLikeTraffic() {
        boolean onlyOverwrites =
                sums.values().stream().noneMatch(change -> change.destroys() && change.operation() != Operation.UPDATE);
        long added = sums.values().stream()
                .filter(change -> !change.destroys())
                .mapToLong(TableChange::rows)
                .sum();
        return !whole && commits >= SERIES && rows <= (long) SMALL * commits && (onlyOverwrites || added >= rows);
    }
}
