package playbook.validate;

import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;

/** V3: starts one replica of the application in test mode, and opens the fence for the application's role only. */
@Component
class StartTestReplica implements ShortStep {

    /** NONE when the target has no application; then the fence stays closed for everybody. */
    enum Outcome {
        STARTED,
        NONE
    }

    private final TestReplica replica;
    private final FenceGate fence;
    private final Changes changes;

    StartTestReplica(TestReplica replica, FenceGate fence, Changes changes) {
        this.replica = replica;
        this.fence = fence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "startTestReplica";
    }

    @Override
    public Act act() {
        return Act.TEST;
    }

    @Override
    public StepResult run(Incident incident) {
        if (!replica.isConfigured(incident.target())) {
            return StepResult.of(Outcome.NONE, new TestReplicaStarted(TestReplica.none()));
        }
        if (!replica.isUp(incident.target())) {
            ApplicationState before = replica.look(incident.target());
            if (before.running() > 0 && !before.testMode()) {
                throw new HintedException(
                        before.name() + " runs " + before.running() + " replicas outside test mode behind the fence",
                        "somebody started it by hand; stop it, then try the step again.");
            }
            changes.remember(
                    incident,
                    Remembered.TEST_REPLICA,
                    before.name(),
                    new TestReplica.Before(before, fence.position(incident)));
            incident.target().applicationRoles().forEach(role -> fence.openFor(incident, role));
            replica.scale(incident.target(), 1, true, replica::isUp);
        }
        return StepResult.of(Outcome.STARTED, new TestReplicaStarted(replica.look(incident.target())));
    }
}
