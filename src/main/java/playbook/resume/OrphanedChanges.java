package playbook.resume;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.Targets;
import playbook.postgres.HorizonPin;

/** Finds changes and replication slots that ended incidents or crashes left behind. */
@Component
public final class OrphanedChanges {

    private final Changes changes;
    private final Targets targets;
    private final HorizonPin pin;

    public OrphanedChanges(Changes changes, Targets targets, HorizonPin pin) {
        this.changes = changes;
        this.targets = targets;
        this.pin = pin;
    }

    /**
     * @param open changes of incidents that are no longer running
     * @param slots replication slots of the playbook that belong to no running incident, by target
     * @param unseen targets that could not be asked, with the reason
     */
    public record Found(List<Change> open, List<Slot> slots, List<String> unseen) {

        public boolean isEmpty() {
            return open.isEmpty() && slots.isEmpty();
        }
    }

    public record Slot(String target, String name) {}

    /** @param running keys of the running incidents, on any target */
    public Found find(Collection<String> running) {
        return find(running, targets.all());
    }

    /** Looks for slots only on these targets, but for changes of all targets. */
    public Found find(Collection<String> running, Collection<Target> asked) {
        List<Change> open = changes.open().stream()
                .filter(change -> !running.contains(change.incidentKey()))
                .toList();
        Set<String> owned = running.stream()
                .flatMap(key -> List.of(HorizonPin.pinSlot(key), HorizonPin.walSlot(key)).stream())
                .collect(Collectors.toSet());
        List<Slot> slots = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (Target target : asked) {
            try {
                pin.slots(target).stream()
                        .filter(slot -> !owned.contains(slot))
                        .forEach(slot -> slots.add(new Slot(target.name(), slot)));
            } catch (HintedException e) {
                unseen.add(target.name() + ": " + e.getMessage());
            }
        }
        return new Found(open, slots, unseen);
    }
}
