package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.RowDifference;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyChoice;
import playbook.incident.Target;
import playbook.incident.UnloggedLoss;
import playbook.platform.Job;
import playbook.postgres.Connections;

/** The dry run of a recovery by rows: counts and lists what it would do to the live tables, and changes nothing. */
@Component
class PlanRecovery implements RecoveryStep<RecoveryPlan> {

    private final Evidence evidence;

    PlanRecovery(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "planRecovery";
    }

    @Override
    public Class<RecoveryPlan> result() {
        return RecoveryPlan.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Culprit culprit = evidence.get(incident, Culprit.class);
        StrategyChoice choice = evidence.get(incident, StrategyChoice.class);
        return Job.worker(
                jobName,
                incident.target(),
                name(),
                Json.write(new PlanRecoveryTask.Input(
                        incident.key(),
                        culprit,
                        evidence.get(incident, RowDifference.class),
                        choice.keepAdded(),
                        choice.leftOut(),
                        UnloggedLoss.of(
                                culprit.tables(),
                                evidence.find(incident, SchemaFingerprint.class).orElse(null),
                                evidence.find(incident, RowCounts.class).orElse(null)))),
                Duration.ofHours(24));
    }

    @Override
    public RecoveryPlan prove(Incident incident, RecoveryPlan claimed) {
        mustFit(incident.target(), claimed, evidence.get(incident, RowDifference.class));
        return claimed;
    }

    /**
     * Checks, in a session of its own and without locks, that the live tables still need exactly the plan's statements.
     */
    private static void mustFit(Target target, RecoveryPlan plan, RowDifference difference) {
        if (!PlanRecoveryTask.hash(plan).equals(plan.hash())) {
            throw new HintedException(
                    "the plan says that it is " + plan.hash() + ", its content is " + PlanRecoveryTask.hash(plan) + ".",
                    "plan again.");
        }
        try (Connection session = Connections.open(target)) {
            session.setAutoCommit(false);
            MergeRowsTask.mustBeTheSameCluster(plan, session);
            Merge merge = new Merge(session, plan.incident(), difference, plan.keepAdded(), plan.leftOut());
            MergeRowsTask.mustBeTheSameStatements(plan, merge);
            session.rollback();
        } catch (SQLException e) {
            throw new HintedException(
                    "whether the plan fits the live tables cannot be checked: " + e.getMessage(),
                    "is the server up? Then plan again.",
                    e);
        }
    }
}
