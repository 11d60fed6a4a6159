package playbook.restore;

import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.UndoResult;
import playbook.platform.Job;

/** Undoes a merge with the values that it kept. */
@Component
class UndoMerge implements RecoveryStep<UndoResult> {

    private final Evidence evidence;

    UndoMerge(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "undoMerge";
    }

    @Override
    public Class<UndoResult> result() {
        return UndoResult.class;
    }

    @Override
    public Act act() {
        return Act.TAKE_BACK;
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
                Json.write(new UndoMergeTask.Input(
                        evidence.get(incident, RecoveryPlan.class), evidence.get(incident, RowDifference.class))),
                Duration.ofHours(24));
    }

    @Override
    public boolean destructive() {
        return true;
    }

    @Override
    public UndoResult prove(Incident incident, UndoResult claimed) {
        MergeProof.undone(incident.target(), evidence.get(incident, RecoveryPlan.class), claimed);
        return claimed;
    }
}
