package playbook.restore;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.ApprovedPlan;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Puts the rows back into the live tables, exactly as approved, in one transaction. */
@Component("mergeRows")
class MergeRows implements LongStep {

    private final Evidence evidence;

    MergeRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "mergeRows";
    }

    @Override
    public Act act() {
        return Act.MERGE;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        SameServer.mustBe(evidence, incident);
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(new MergeRowsTask.Input(
                        evidence.get(incident, RecoveryPlan.class),
                        evidence.get(incident, ApprovedPlan.class).hash(),
                        evidence.get(incident, RowDifference.class))),
                Duration.ofHours(24));
    }

    @Override
    public boolean destructive() {
        return true;
    }

    @Override
    public Object prove(Incident incident, JobStatus ended) {
        return Json.read(Objects.requireNonNull(ended.result(), "the job left no result"), MergeResult.class);
    }
}
