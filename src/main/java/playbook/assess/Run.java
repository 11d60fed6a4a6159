package playbook.assess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.incident.Culprit;
import playbook.incident.TableChange;

/**
 * Consecutive commits with the same operations on the same tables and of about the same size; three or more of them are
 * reported as one series.
 */
final class Run {

    /** One commit, or a series that is reported as one. */
    record One(Culprit culprit, CommitSums sums) {}

    private static final int SERIES = 3;
    private static final int ALIKE = 4;
    private static final int SMALL = 2;
    private static final int MOST_IDS = 100_000;
    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final Duration REST_COMES_WITHIN = Duration.ofMillis(300);

    private final boolean whole;
    private final List<One> beginning = new ArrayList<>(2);
    private final RunTables tables = new RunTables();
    private final List<Long> ids = new ArrayList<>();
    private Sum own = Sum.NONE;
    private One last;
    private int commits;
    private long rows;
    private boolean complete = true;
    private boolean closed;

    /** @param totals everything that was committed so far, this commit included */
    Run(One first, Totals totals) {
        this.whole = first.culprit().wholeTables();
        this.last = first;
        add(first, totals);
    }

    /**
     * Whether this commit continues the run. Commits that empty or drop whole tables may come at any pace. Commits that
     * change rows must look like a loop: alike in size, with short pauses, and a smaller last round.
     */
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
            // The commit that looked like the last round was only a small one if the loop goes on at the same pace.
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

    void add(One next, Totals totals) {
        long average = commits == 0 ? 0 : rows / commits;
        closed = !whole && commits > 0 && size(next.culprit()) * ALIKE < average;
        commits++;
        rows += size(next.culprit());
        own = own.plus(next.sums().own());
        last = next;
        if (beginning.size() < SERIES - 1) {
            beginning.add(next);
        }
        if (!whole) {
            tables.span(beginning.get(0).sums(), next.sums(), totals);
        }
        if (ids.size() < MOST_IDS) {
            ids.add(next.culprit().xid());
            ids.addAll(next.culprit().subtransactions());
        } else {
            complete = false;
        }
        tables.add(next.culprit().tables());
    }

    private static long size(Culprit culprit) {
        long destroyed = culprit.destroyedRows();
        return destroyed > 0
                ? destroyed
                : culprit.tables().stream()
                        .mapToLong(change -> Math.max(0, change.rows()))
                        .sum();
    }

    List<TableChange> changes() {
        return tables.changes();
    }

    /** The series as one, or each commit by itself when there are too few for a series. */
    List<One> told() {
        if (commits < SERIES) {
            return List.copyOf(beginning);
        }
        CommitSums first = beginning.get(0).sums();
        return List.of(new One(
                series(),
                whole
                        ? new CommitSums(first.before(), last.sums().after(), Map.of(), first.earlier(), own)
                        : new CommitSums(tables.starts(), tables.ends(), Map.of(), first.earlier(), own)));
    }

    private Culprit series() {
        Culprit first = beginning.get(0).culprit();
        Culprit end = last.culprit();
        return new Culprit(
                first.xid(),
                List.copyOf(ids.subList(1, ids.size())),
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
                        // Of emptied or dropped tables it is looked for when they are read (WrittenMeanwhile).
                        complete ? tables.foreignRows() : -1));
    }

    /**
     * Whether the run looks like an application's normal work: one or two rows per commit, which are only updated, or
     * at least as many added as deleted.
     */
    boolean looksLikeTraffic() {
        return !whole
                && commits >= SERIES
                && rows <= (long) SMALL * commits
                && (tables.onlyOverwritten() || tables.addedRows() >= rows);
    }
}
