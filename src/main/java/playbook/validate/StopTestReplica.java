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

/** V3: ends test mode and closes the fence again, verifies both, and reads from the WAL what was written meanwhile. */
@Component
public class StopTestReplica implements ShortStep {

    /** The step has only one outcome. */
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

    /** Shuts the role out last, so that the replica can finish its work. Test mode is always off before step 6. */
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
                .orElseGet(() -> TestWrites.unknown(null, "the WAL position before the test was not recorded"));
        remembered.forEach(changes::undone);
        return StepResult.of(Outcome.STOPPED, new TestReplicaStopped(seen, wrote));
    }
}
