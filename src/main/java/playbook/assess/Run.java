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
     * @param earlier the sum of all commits before it, on any table
     * @param own its own share of such a sum
     */
    record One(Culprit culprit, Map<TableName, Sum> before, Map<TableName, Sum> after, Sum earlier, Sum own) {}

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
    private Sum own = Sum.NONE;
    private One last;
    private int commits;
    private long rows;
    private boolean complete = true;
    private boolean closed;

    Run(One first) {
        this.whole = first.culprit().wholeTables();
        this.last = first;
        add(first);
    }

    /** Whole tables are emptied or dropped at any pace; rows go in a loop, its last round with what is left. */
    boolean goesOnWith(One next) {
        if (whole) {
            return true;
        }
        if (closed) {
            return false;
        }
        Duration pause =
                Duration.between(last.culprit().committedAt(), next.culprit().committedAt());
        long size = size(next.culprit());
        long average = Math.max(1, rows / commits);
        if (pause.compareTo(PAUSE) > 0 || size > ALIKE * average) {
            return false;
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

    void add(One next) {
        long average = commits == 0 ? 0 : rows / commits;
        closed = !whole && commits > 0 && size(next.culprit()) * ALIKE < average;
        commits++;
        rows += size(next.culprit());
        own = own.plus(next.own());
        last = next;
        if (beginning.size() < SERIES - 1) {
            beginning.add(next);
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
        return List.of(new One(series, beginning.get(0).before(), last.after(), beginning.get(0).earlier(), own));
    }

    /** What others wrote to the same tables between the first commit and the last. */
    private long foreignRows() {
        Map<TableName, Long> own = new LinkedHashMap<>();
        for (TableChange change : changes()) {
            own.merge(change.table(), Math.max(0, change.rows()), Long::sum);
        }
        long foreign = 0;
        for (Map.Entry<TableName, Long> table : own.entrySet()) {
            Sum all = last.after()
                    .getOrDefault(table.getKey(), Sum.NONE)
                    .minus(beginning.get(0).before().getOrDefault(table.getKey(), Sum.NONE));
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
