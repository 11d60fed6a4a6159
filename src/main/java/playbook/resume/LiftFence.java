package playbook.resume;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.Platforms;
import playbook.postgres.DatabaseDefault;
import playbook.postgres.Role;
import playbook.postgres.WriteFence;

/** Lifts the fence: restores the remembered logins, defaults, subscriptions and jobs. */
@Component
public class LiftFence implements ShortStep {

    private final WriteFence fence;
    private final Platforms platforms;
    private final Evidence evidence;
    private final Changes changes;

    public LiftFence(WriteFence fence, Platforms platforms, Evidence evidence, Changes changes) {
        this.fence = fence;
        this.platforms = platforms;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "liftFence";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public LiftFenceResult run(Incident incident) {
        SameServer.mustBe(evidence, incident);
        List<Change> roleChanges = changes.open(incident, Remembered.ROLE);
        List<Change> databaseChanges = changes.open(incident, Remembered.DATABASE_DEFAULT);
        List<Role> roles =
                roleChanges.stream().map(change -> change.before(Role.class)).toList();
        List<DatabaseDefault> databases = databaseChanges.stream()
                .map(change -> change.before(DatabaseDefault.class))
                .toList();
        changes.open(incident, Remembered.NETWORK_FENCE).forEach(change -> {
            platforms.of(incident.target()).networkFence().lower(incident.target(), incident.key());
            changes.undone(change);
        });
        List<String> remarks = new ArrayList<>(fence.lower(incident.target(), roles, databases));
        List<String> differences = new ArrayList<>(fence.notGivenBack(incident.target(), roles, databases));
        OtherWritersGivenBack others = new OtherWritersGivenBack(evidence, changes);
        differences.addAll(others.subscriptions(incident, remarks));
        differences.addAll(others.jobs(incident));
        if (differences.isEmpty()) {
            roleChanges.forEach(changes::undone);
            databaseChanges.forEach(changes::undone);
        }
        return new LiftFenceResult(
                differences.isEmpty() ? LiftFenceResult.Outcome.LIFTED : LiftFenceResult.Outcome.NOT_AS_BEFORE,
                remarks,
                differences,
                fence.nextXid(incident.target()),
                Instant.now());
    }
}
