package playbook.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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

/**
 * Measures a merge by doing it in a transaction that is rolled back; no trigger fires that could have an effect
 * outside.
 */
public final class PlanRecoveryTask implements WorkerTask {

    /**
     * The input of the dry run.
     *
     * @param keepAdded whether rows that the culprit added stay, by a person's choice
     * @param leftOut rows that stay as they are now, by a person's choice
     * @param unlogged unlogged tables that the loss reached, with the missing rows that the assessment counted
     */
    record Input(
            String incident,
            Culprit culprit,
            RowDifference difference,
            boolean keepAdded,
            List<RowKey> leftOut,
            List<UnloggedLoss> unlogged) {

        Input {
            // The input of a former version's job has none.
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
            // The merge is carried out, so that the database judges the rows itself, and then rolled back.
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
                    Stream.concat(
                                    merge.warnings(input.unlogged()).stream(),
                                    UnheardLosses.warnings(connection, input.culprit(), input.difference()).stream())
                            .toList(),
                    merge.statementsSha256(),
                    "",
                    input.keepAdded(),
                    input.leftOut());
            connection.rollback();
            context.result(plan.withHash(hash(plan)));
        }
    }

    /** The plan's hash. A plan without named rows has the same hash as in former versions. */
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
                    "the comparison of the rows does not agree with the WAL: " + String.join("; ", mismatches) + ".",
                    "compare the rows again, or choose another strategy.");
        }
    }
}
