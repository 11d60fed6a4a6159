package playbook.restore;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.TableDifference;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;

/** Measures a merge without doing it: temporary tables in one transaction that is rolled back. */
public final class PlanRecoveryTask implements WorkerTask {

    record Input(String incident, Culprit culprit, RowDifference difference) {}

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
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Merge merge = new Merge(connection, input.incident(), input.difference());
            MergeProgress progress = new MergeProgress(context, input.difference(), 2);
            merge.stage(context.work(), progress);
            merge.judge(progress);
            RecoveryPlan plan = new RecoveryPlan(
                    "row-recovery",
                    input.incident(),
                    identifier(connection),
                    context.target().database(),
                    input.culprit().xid(),
                    input.culprit().commitLsn(),
                    input.culprit().timeline(),
                    merge.plans(),
                    merge.warnings(),
                    merge.statementsSha256(),
                    "");
            connection.rollback();
            context.result(plan.withHash(hash(plan)));
        }
    }

    static String hash(RecoveryPlan plan) {
        return RowFiles.sha256(Json.write(plan.withHash("")));
    }

    static String identifier(Connection connection) throws java.sql.SQLException {
        return Catalog.rows(connection, "SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()")
                .get(0)
                .get(0);
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
