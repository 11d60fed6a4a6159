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
import playbook.incident.DataInPlace;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.Platforms;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.Subscription;
import playbook.postgres.WriteFence;
import playbook.postgres.WriteFence.DatabaseDefault;
import playbook.postgres.WriteFence.Role;

/** Lets in again whom the fence shut out, exactly as remembered. */
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
        differences.addAll(subscriptions(incident, remarks));
        differences.addAll(jobs(incident));
        if (differences.isEmpty()) {
            roleChanges.forEach(changes::undone);
            databaseChanges.forEach(changes::undone);
        }
        LiftFenceResult result = new LiftFenceResult(
                differences.isEmpty() ? LiftFenceResult.Outcome.LIFTED : LiftFenceResult.Outcome.NOT_AS_BEFORE,
                remarks,
                differences,
                fence.nextXid(incident.target()),
                Instant.now());
        return result;
    }

    /**
     * A server that was put back to a former state asks its publishers for changes which they have thrown away meanwhile,
     * and they silently go on later: rows would be missing without an error. So there a person enables them.
     */
    private List<String> subscriptions(Incident incident, List<String> remarks) {
        boolean putBack = evidence.find(incident, DataInPlace.class)
                .filter(DataInPlace::recovered)
                .isPresent();
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SUBSCRIPTION)) {
            Subscription subscription = change.before(Subscription.class);
            List<String> not = List.of();
            if (putBack) {
                remarks.add(
                        subscription + " stays disabled: the server was put back to a former state and its publisher"
                                + " does not send again what it had sent since. Empty and copy its tables anew, then"
                                + " ALTER SUBSCRIPTION … ENABLE");
            } else {
                not = fence.enable(incident.target(), List.of(subscription));
            }
            if (not.isEmpty()) {
                changes.undone(change);
            }
            differences.addAll(not);
        }
        return differences;
    }

    private List<String> jobs(Incident incident) {
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SCHEDULED_JOBS)) {
            List<String> not = fence.resume(incident.target(), List.of(change.before(ScheduledJobs.class)));
            if (not.isEmpty()) {
                changes.undone(change);
            }
            differences.addAll(not);
        }
        return differences;
    }
}
