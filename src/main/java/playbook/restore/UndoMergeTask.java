package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.UndoResult;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;

/** Undoes a merge in one transaction; a row or column that was changed after the merge stays as it is. */
public final class UndoMergeTask implements WorkerTask {

    record Input(RecoveryPlan plan, RowDifference difference) {}

    @Override
    public String name() {
        return "undoMerge";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        RecoveryPlan plan = input.plan();
        try (Connection connection = Connections.open(context.target())) {
            connection.setAutoCommit(false);
            MergeRowsTask.mustBeTheSameCluster(plan, connection);
            Merge merge = new Merge(connection, plan.incident(), input.difference());
            MergeMark mark = new MergeMark(connection, merge.rescueSchema());
            mark.prepare();
            String undone = mark.undone(plan.hash())
                    .orElseThrow(() -> new HintedException(
                            "the plan " + plan.hash() + " was not merged: there is nothing to undo.",
                            "look into the schema " + merge.rescueSchema() + "."));
            if (!undone.isEmpty()) {
                connection.rollback();
                context.result(Json.read(undone, UndoResult.class));
                return;
            }
            UndoResult result = undo(plan, connection, merge);
            mark.setUndone(plan.hash(), Json.write(result));
            connection.commit();
            context.result(result);
        }
    }

    private static UndoResult undo(RecoveryPlan plan, Connection connection, Merge merge) throws SQLException {
        merge.lock();
        List<Long> orphans = merge.references().orphans();
        merge.silence();
        List<TableShape> order = new ArrayList<>(merge.references().inOrder());
        Collections.reverse(order);
        List<UndoResult.Undone> tables = new ArrayList<>();
        for (TableShape shape : order) {
            MergeSql sql = merge.sql(shape);
            List<String> kept =
                    Catalog.rows(connection, sql.named("count kept")).get(0);
            long removed = Long.parseLong(kept.get(0)) == 0 ? 0 : remove(merge, shape);
            long restored = sql.undoUpdate().isEmpty() ? 0 : merge.execute(sql.undoUpdate());
            for (String statement : sql.undoTakeOut()) {
                merge.execute(statement);
            }
            restored += sql.undoTakeOut().isEmpty() ? 0 : merge.execute(sql.putIn());
            restored += merge.execute(sql.named("undo remove"));
            for (String statement : sql.noteOwners()) {
                merge.execute(statement);
            }
            long changedSince = Long.parseLong(kept.get(0)) - removed + Long.parseLong(kept.get(1)) - restored;
            tables.add(new UndoResult.Undone(
                    plan.tables().stream()
                            .filter(table -> table.oid() == shape.oid())
                            .findFirst()
                            .orElseThrow()
                            .table(),
                    shape.oid(),
                    removed,
                    restored,
                    changedSince));
        }
        merge.references().mustNotHaveNewOrphans(orphans);
        merge.speakAgain();
        return new UndoResult(plan.hash(), tables);
    }

    private static long remove(Merge merge, TableShape shape) throws SQLException {
        try {
            return merge.execute(merge.sql(shape).named("undo insert"));
        } catch (SQLException e) {
            if (!Refusal.forWantOfIdentity(e)) {
                throw e;
            }
            throw new HintedException(
                    "the rows that came back into " + shape.sql() + " cannot be removed again: " + e.getMessage(),
                    "it is published and has no key by which subscribers would find them. Behind the fence BEGIN READ"
                            + " WRITE; ALTER TABLE " + shape.sql() + " REPLICA IDENTITY FULL; COMMIT; lets them go;"
                            + " or leave the recovery as it is.",
                    e);
        }
    }
}
