package playbook.validate;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;

/** V3: test mode is off and the fence shut again, both seen; what was written meanwhile is read from the WAL. */
@Component
public class StopTestReplica implements ShortStep {

    /** There is one way to end. */
    enum Outcome {
        STOPPED
    }

    private final TestReplica replica;
    private final FenceGate fence;
    private final Changes changes;

    StopTestReplica(TestReplica replica, FenceGate fence, Changes changes) {
        this.replica = replica;
        this.fence = fence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "stopTestReplica";
    }

    /** The role is shut out last, so that the replica can end its work; never is test mode kept for step 6. */
    @Override
    public StepResult run(Incident incident) {
        if (!replica.isConfigured(incident.target())) {
            return StepResult.of(
                    Outcome.STOPPED,
                    new TestReplicaStopped(
                            TestReplica.none(), TestWrites.none("no application is configured to test")));
        }
        if (!replica.isGone(incident.target())) {
            replica.scale(incident.target(), 0, false, replica::isGone);
        }
        incident.target().applicationRoles().forEach(role -> fence.closeFor(incident, role));
        ApplicationState seen = replica.look(incident.target());
        List<Change> remembered = changes.open(incident, Remembered.TEST_REPLICA);
        TestWrites wrote = remembered.stream()
                .map(change -> change.before(TestReplica.Before.class).wal())
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(wal -> fence.writtenSince(incident, wal))
                .orElseGet(() -> TestWrites.unknown(null, "where the WAL stood before it was not remembered"));
        remembered.forEach(changes::undone);
        return StepResult.of(Outcome.STOPPED, new TestReplicaStopped(seen, wrote));
    }
}
