package playbook.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.Sha256;
import playbook.incident.TableDifference;
import playbook.incident.UnloggedLoss;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.SystemIdentifier;

/** Measures a merge by doing it in a transaction that is rolled back; nothing fires meanwhile that could be seen outside. */
public final class PlanRecoveryTask implements WorkerTask {

    /**
     * What is to be planned.
     *
     * @param keepAdded rows which the culprit added stay, because a person wants that
     * @param leftOut rows which stay as they are now, because a person wants that
     * @param unlogged how many rows the unlogged tables lack that the loss reached, as the assessment counted
     */
    record Input(
            String incident,
            Culprit culprit,
            RowDifference difference,
            boolean keepAdded,
            List<RowKey> leftOut,
            List<UnloggedLoss> unlogged) {

        Input {
            // A job of a former version tells none.
            unlogged = Objects.requireNonNullElse(unlogged, List.of());
        }

        Input(String incident, Culprit culprit, RowDifference difference) {
            this(incident, culprit, difference, false, List.of(), List.of());
        }
    }

    @Override
    public String name() {
        return "planRecovery";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        mustBeProved(input.difference());
        try (Connection connection = Connections.open(context.target())) {
            connection.setAutoCommit(false);
            Merge merge = new Merge(
                            connection, input.incident(), input.difference(), input.keepAdded(), input.leftOut())
                    .asRehearsal();
            MergeProgress progress = new MergeProgress(context, input.difference(), 3);
            merge.lock();
            merge.stage(context.work(), progress);
            merge.judge(progress);
            // Everything is done, judged by the database itself, and rolled back.
            merge.silence();
            new CarryOut(merge).run(progress);
            RecoveryPlan plan = new RecoveryPlan(
                    "row-recovery",
                    input.incident(),
                    SystemIdentifier.of(connection),
                    context.target().database(),
                    input.culprit().xid(),
                    input.culprit().commitLsn(),
                    input.culprit().timeline(),
                    merge.plans(),
                    merge.warnings(input.unlogged()),
                    merge.statementsSha256(),
                    "",
                    input.keepAdded(),
                    input.leftOut());
            connection.rollback();
            context.result(plan.withHash(hash(plan)));
        }
    }

    /** A plan that leaves nothing out by name has the digest that former versions gave it. */
    static String hash(RecoveryPlan plan) {
        ObjectNode document = Json.read(Json.write(plan.withHash("")), ObjectNode.class);
        if (plan.leftOut().isEmpty()) {
            document.remove("leftOut");
        }
        return Sha256.of(document.toString());
    }

    static void mustBeProved(RowDifference difference) {
        List<String> mismatches = new ArrayList<>();
        for (TableDifference table : difference.tables()) {
            mismatches.addAll(table.mismatches());
        }
        if (!mismatches.isEmpty()) {
            throw new HintedException(
                    "the difference is not proved: " + String.join("; ", mismatches) + ".",
                    "compare the rows again, or choose another strategy.");
        }
    }
}
