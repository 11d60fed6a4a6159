package playbook.restore;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.incident.MergeResult.Merged;

/**
 * Carries out the merge and handles rows that the database refuses: finds them by bisection, turns them into conflicts,
 * and starts again without them, until no row is refused. A dry run rolls everything back afterwards; a merge commits.
 */
final class CarryOut {

    private static final int ROUNDS = 20;

    private final Merge merge;

    /** The refused rows of each table: the staged row's number, and the reason. */
    private final Map<TableShape, Map<Long, String>> refused = new LinkedHashMap<>();

    CarryOut(Merge merge) {
        this.merge = merge;
    }

    List<Merged> run(MergeProgress progress) throws SQLException {
        for (int round = 0; round < ROUNDS; round++) {
            Savepoint before = merge.savepoint();
            List<Merged> done = new ArrayList<>();
            for (TableShape shape : merge.references().inOrder()) {
                done.add(table(shape));
                if (round == 0) {
                    progress.table(shape.oid());
                }
            }
            if (refused.isEmpty()) {
                merge.mustBeAsPlanned();
                return done;
            }
            merge.rollbackTo(before);
            merge.refuse(refused);
            refused.clear();
        }
        throw new HintedException(
                "after " + ROUNDS
                        + " rounds the database still refuses rows: each row that is left out makes others impossible;"
                        + " nothing was changed.",
                "choose another way back, or look at the constraints of these tables.");
    }

    private Merged table(TableShape shape) throws SQLException {
        MergeSql sql = merge.sql(shape);
        merge.keep(sql);
        Map<String, List<String>> kept = new HashMap<>();
        merge.rows(sql.countByAct()).forEach(row -> kept.put(row.get(0), row));
        long removed = kept.containsKey("remove") ? remove(shape, sql, kept) : 0;
        long updated = kept.containsKey("update") ? parts(shape, "update", sql.update(), kept) : 0;
        if (kept.containsKey("rewrite")) {
            for (String statement : sql.takeOut()) {
                merge.execute(statement);
            }
            updated += parts(shape, "rewrite", sql.putIn(), kept);
        }
        long inserted = kept.containsKey("insert") ? parts(shape, "insert", sql.insert(), kept) : 0;
        for (String statement : sql.noteOwners()) {
            merge.execute(statement);
        }
        return new Merged(merge.nameOf(shape), shape.oid(), inserted, updated, removed);
    }

    /** The server takes rows into a published table that tells subscribers nothing to find them by, and lets none go. */
    private long remove(TableShape shape, MergeSql sql, Map<String, List<String>> kept) throws SQLException {
        Savepoint before = merge.savepoint();
        try {
            long removed = whole(shape, "remove", sql.remove(), kept);
            merge.release(before);
            return removed;
        } catch (SQLException e) {
            if (!Refusal.forWantOfIdentity(e)) {
                throw e;
            }
            merge.rollbackTo(before);
            merge.release(before);
            Map<Long, String> rows = refused.computeIfAbsent(shape, table -> new LinkedHashMap<>());
            merge.rows(sql.those("remove")).forEach(row -> rows.put(Long.parseLong(row.get(0)), "NO_IDENTITY"));
            return 0;
        }
    }

    private long whole(TableShape shape, String act, String statement, Map<String, List<String>> kept)
            throws SQLException {
        long wanted = Long.parseLong(counted(kept, act).get(1));
        mustBe(shape, act, merge.execute(statement), wanted);
        return wanted;
    }

    private long parts(TableShape shape, String act, String statement, Map<String, List<String>> kept)
            throws SQLException {
        List<String> row = counted(kept, act);
        long before = refused.getOrDefault(shape, Map.of()).size();
        part(shape, act, statement, Long.parseLong(row.get(2)), Long.parseLong(row.get(3)));
        return Long.parseLong(row.get(1))
                - (refused.getOrDefault(shape, Map.of()).size() - before);
    }

    private static List<String> counted(Map<String, List<String>> kept, String act) {
        return Objects.requireNonNull(kept.get(act), act);
    }

    private void part(TableShape shape, String act, String statement, long first, long last) throws SQLException {
        MergeSql sql = merge.sql(shape);
        String between = " AND r.n BETWEEN " + first + " AND " + last;
        Savepoint before = merge.savepoint();
        Optional<String> why;
        try {
            int done = merge.execute(statement + between);
            mustBe(shape, act, done, merge.number(sql.countBetween(act, between)));
            why = done == 0 ? Optional.empty() : deferred(shape, sql.written(act, between));
        } catch (SQLException e) {
            why = Optional.of(Refusal.of(e).orElseThrow(() -> e));
        }
        if (why.isEmpty()) {
            merge.release(before);
            return;
        }
        merge.rollbackTo(before);
        merge.release(before);
        if (first == last) {
            refused.computeIfAbsent(shape, table -> new LinkedHashMap<>()).put(first, why.get());
            return;
        }
        if (!refused.containsKey(shape)) {
            refused.put(shape, new LinkedHashMap<>());
            merge.execute(sql.findKept());
        }
        long middle = first + (last - first) / 2;
        part(shape, act, statement, first, middle);
        part(shape, act, statement, middle + 1, last);
    }

    /** Checks the deferrable constraints, which PostgreSQL checks by triggers that do not fire in this session. */
    private Optional<String> deferred(TableShape shape, String written) throws SQLException {
        for (DeferrableConstraint constraint : merge.deferrable(shape)) {
            if (merge.number(constraint.count(shape.sql(), written)) > 0) {
                return Optional.of(constraint.kind());
            }
        }
        return Optional.empty();
    }

    private void mustBe(TableShape shape, String act, long done, long wanted) {
        if (done != wanted) {
            throw new HintedException(
                    "%s: %d rows of %d to %s; nothing was changed.".formatted(merge.nameOf(shape), done, wanted, act),
                    "was somebody writing meanwhile? Plan again and have the new plan approved.");
        }
    }
}
