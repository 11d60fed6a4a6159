package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;

/** Carries out an approved plan: everything in one transaction, together with the mark that it was done. */
public final class MergeRowsTask implements WorkerTask {

    record Input(RecoveryPlan plan, String approvedHash, RowDifference difference) {}

    @Override
    public String name() {
        return "mergeRows";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        RecoveryPlan plan = input.plan();
        mustBeApproved(plan, input.approvedHash());
        PlanRecoveryTask.mustBeProved(input.difference());
        try (Connection connection = Connections.open(context.target())) {
            connection.setAutoCommit(false);
            mustBeTheSameCluster(plan, connection);
            Merge merge = new Merge(connection, plan.incident(), input.difference());
            MergeMark mark = new MergeMark(connection, merge.rescueSchema());
            mark.prepare();
            Optional<MergeResult> done = mark.find(plan.hash());
            if (done.isPresent()) {
                connection.rollback();
                context.result(done.get());
                return;
            }
            MergeResult result = carryOut(context, plan, input.difference(), merge);
            mark.set(plan.hash(), Json.write(result));
            connection.commit();
            context.result(result);
        }
    }

    private static MergeResult carryOut(WorkerContext context, RecoveryPlan plan, RowDifference difference, Merge merge)
            throws Exception {
        mustBeTheSameStatements(plan, merge);
        merge.lock();
        MergeProgress progress = new MergeProgress(context, difference, 3);
        merge.stage(context.work(), progress);
        merge.judge(progress);
        mustKeepThePlansBounds(plan, merge.plans());
        // No trigger of an application fires, and no cascade starts; references are checked by ourselves below.
        merge.execute("SET LOCAL session_replication_role = replica");
        List<MergeResult.Merged> tables = new ArrayList<>();
        for (TableShape shape : merge.inOrder()) {
            tables.add(table(merge, shape, plan));
            progress.table(shape.oid());
        }
        merge.mustNotHaveLostParents();
        return new MergeResult(
                plan.hash(), merge.rescueSchema(), tables, Instant.now().truncatedTo(ChronoUnit.MICROS), false);
    }

    private static MergeResult.Merged table(Merge merge, TableShape shape, RecoveryPlan plan) throws SQLException {
        MergeSql sql = merge.sql(shape);
        List<String> keep = sql.keep();
        merge.execute(keep.get(0));
        long toUpdate = merge.execute(keep.get(1));
        long toInsert = merge.execute(keep.get(2));
        merge.execute(keep.get(3));
        long updated = sql.update().isEmpty() ? 0 : merge.execute(sql.update());
        long inserted = merge.execute(sql.insert());
        TablePlan bounds = planned(plan, shape.oid());
        if (updated != toUpdate
                || inserted != toInsert
                || inserted > bounds.toInsert()
                || updated > bounds.toUpdate()) {
            throw new HintedException(
                    "%s: %d rows inserted of %d, %d updated of %d, planned were %d and %d; nothing was changed."
                            .formatted(
                                    bounds.table(),
                                    inserted,
                                    toInsert,
                                    updated,
                                    toUpdate,
                                    bounds.toInsert(),
                                    bounds.toUpdate()),
                    "plan again and have the new plan approved.");
        }
        return new MergeResult.Merged(bounds.table(), shape.oid(), inserted, updated);
    }

    private static void mustBeApproved(RecoveryPlan plan, String approvedHash) {
        String hash = PlanRecoveryTask.hash(plan);
        if (!hash.equals(plan.hash()) || !hash.equals(approvedHash)) {
            throw new HintedException(
                    "approved was the plan " + approvedHash + ", this one is " + hash + "; nothing was changed.",
                    "have the current plan approved.");
        }
    }

    static void mustBeTheSameCluster(RecoveryPlan plan, Connection connection) throws SQLException {
        String identifier = PlanRecoveryTask.identifier(connection);
        if (!identifier.equals(plan.systemIdentifier())) {
            throw new HintedException(
                    "the plan was made for the cluster " + plan.systemIdentifier() + ", this one is " + identifier
                            + "; nothing was changed.",
                    "look at the target's host and port.");
        }
    }

    private static void mustBeTheSameStatements(RecoveryPlan plan, Merge merge) {
        if (!merge.statementsSha256().equals(plan.statementsSha256())) {
            throw new HintedException(
                    "the statements are not those of the plan: the tables or their keys were altered since; nothing"
                            + " was changed.",
                    "plan again and have the new plan approved.");
        }
    }

    private static void mustKeepThePlansBounds(RecoveryPlan plan, List<TablePlan> now) {
        for (TablePlan table : now) {
            TablePlan planned = planned(plan, table.oid());
            if (!table.differenceSha256().equals(planned.differenceSha256())
                    || table.toInsert() > planned.toInsert()
                    || table.toUpdate() > planned.toUpdate()) {
                throw new HintedException(
                        "%s would now get %d rows inserted and %d updated, planned were %d and %d; nothing was changed."
                                .formatted(
                                        table.table(),
                                        table.toInsert(),
                                        table.toUpdate(),
                                        planned.toInsert(),
                                        planned.toUpdate()),
                        "plan again and have the new plan approved.");
            }
        }
    }

    private static TablePlan planned(RecoveryPlan plan, long oid) {
        return plan.tables().stream()
                .filter(table -> table.oid() == oid)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "the table with OID " + oid + " is not in the plan; nothing was changed.", "plan again."));
    }
}
