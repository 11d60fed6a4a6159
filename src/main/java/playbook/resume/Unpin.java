package playbook.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.postgres.HorizonPin;
import playbook.postgres.ServerSetting;

/**
 * Removes the pin, so that the server can clean up dead rows again; the last change that is undone, after the watch.
 */
@Component
public class Unpin implements ShortStep {

    private final HorizonPin pin;
    private final Evidence evidence;
    private final Changes changes;

    public Unpin(HorizonPin pin, Evidence evidence, Changes changes) {
        this.pin = pin;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "unpin";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public UnpinResult run(Incident incident) {
        SameServer.mustBe(evidence, incident);
        List<String> given = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SLOT)) {
            pin.release(incident.target(), change.subject());
            changes.undone(change);
            given.add(change.subject());
        }
        List<String> differences = new ArrayList<>();
        for (Change change : changes.open(incident, Remembered.SERVER_SETTING)) {
            ServerSetting before = change.before(ServerSetting.class);
            pin.giveBack(incident.target(), before).ifPresent(remarks::add);
            Optional<String> difference = pin.difference(incident.target(), before);
            difference.ifPresent(differences::add);
            if (difference.isEmpty()) {
                changes.undone(change);
                given.add(change.subject());
            }
        }
        List<String> mine = List.of(HorizonPin.pinSlot(incident.key()), HorizonPin.walSlot(incident.key()));
        pin.slots(incident.target()).stream()
                .filter(mine::contains)
                .forEach(slot -> differences.add("replication slot " + slot + " is still there"));
        UnpinResult result = new UnpinResult(
                differences.isEmpty() ? UnpinResult.Outcome.UNPINNED : UnpinResult.Outcome.NOT_AS_BEFORE,
                given,
                remarks,
                differences);
        return result;
    }
}
