package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import playbook.postgres.SystemIdentifier;

/** Carries out an approved plan in one transaction, together with the mark that records it. */
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
            Merge merge = new Merge(connection, plan.incident(), input.difference(), plan.keepAdded(), plan.leftOut());
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
        mustBeTheSameRows(plan, merge.plans());
        merge.silence();
        List<MergeResult.Merged> tables = new CarryOut(merge).run(progress);
        merge.speakAgain();
        tables.forEach(done -> mustKeepTheBounds(planned(plan, done.oid()), done));
        return new MergeResult(
                plan.hash(), merge.rescueSchema(), tables, Instant.now().truncatedTo(ChronoUnit.MICROS), false);
    }

    private static void mustKeepTheBounds(TablePlan bounds, MergeResult.Merged done) {
        if (done.inserted() > bounds.toInsert()
                || done.updated() > bounds.toUpdate()
                || done.removed() > bounds.toRemove()) {
            throw new HintedException(
                    "%s: %d rows inserted, %d updated, %d removed, planned were %d, %d and %d; nothing was changed."
                            .formatted(
                                    bounds.table(),
                                    done.inserted(),
                                    done.updated(),
                                    done.removed(),
                                    bounds.toInsert(),
                                    bounds.toUpdate(),
                                    bounds.toRemove()),
                    "plan again and have the new plan approved.");
        }
    }

    private static void mustBeApproved(RecoveryPlan plan, String approvedHash) {
        String hash = PlanRecoveryTask.hash(plan);
        if (!hash.equals(plan.hash()) || !hash.equals(approvedHash)) {
            throw new HintedException(
                    "the approved plan is " + approvedHash + ", this one is " + hash + "; nothing was changed.",
                    "have the current plan approved.");
        }
    }

    static void mustBeTheSameCluster(RecoveryPlan plan, Connection connection) throws SQLException {
        String identifier = SystemIdentifier.of(connection);
        if (!identifier.equals(plan.systemIdentifier())) {
            throw new HintedException(
                    "the plan was made for the cluster " + plan.systemIdentifier() + ", this one is " + identifier
                            + "; nothing was changed.",
                    "look at the target's host and port.");
        }
    }

    static void mustBeTheSameStatements(RecoveryPlan plan, Merge merge) {
        if (!merge.statementsSha256().equals(plan.statementsSha256())) {
            throw new HintedException(
                    "the merge would now run other statements than the plan: the tables or their keys were"
                            + " altered since; nothing"
                            + " was changed.",
                    "plan again and have the new plan approved.");
        }
    }

    private static void mustBeTheSameRows(RecoveryPlan plan, List<TablePlan> now) {
        for (TablePlan table : now) {
            if (!table.differenceSha256().equals(planned(plan, table.oid()).differenceSha256())) {
                throw new HintedException(
                        table.table() + " was compared again after the plan was made; nothing was changed.",
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
