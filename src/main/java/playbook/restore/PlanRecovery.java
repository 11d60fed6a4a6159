package playbook.restore;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.RowDifference;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyChoice;
import playbook.incident.UnloggedLoss;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** The dry run: what putting the rows back would do to the live tables, counted and listed, nothing changed. */
@Component("planRecovery")
class PlanRecovery implements LongStep {

    private final Evidence evidence;

    PlanRecovery(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "planRecovery";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Culprit culprit = evidence.get(incident, Culprit.class);
        StrategyChoice choice = evidence.get(incident, StrategyChoice.class);
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
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
    public Object prove(Incident incident, JobStatus ended) {
        return Json.read(Objects.requireNonNull(ended.result(), "the job left no result"), RecoveryPlan.class);
    }
}
