package playbook.restore;

import java.time.Duration;
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
import playbook.platform.Job;

/** Puts the rows back into the live tables, exactly as approved, in one transaction. */
@Component
class MergeRows implements RecoveryStep<MergeResult> {

    private final Evidence evidence;

    MergeRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "mergeRows";
    }

    @Override
    public Class<MergeResult> result() {
        return MergeResult.class;
    }

    @Override
    public Act act() {
        return Act.MERGE;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        SameServer.mustBe(evidence, incident);
        return Job.worker(
                jobName,
                incident.target(),
                name(),
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
    public MergeResult prove(Incident incident, MergeResult claimed) {
        MergeProof.merged(incident.target(), evidence.get(incident, RecoveryPlan.class), claimed);
        return claimed;
    }
}
