package playbook.freeze;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.DataInPlace;
import playbook.incident.Incident;
import playbook.incident.PinnedFiles;
import playbook.incident.Remembered;
import playbook.incident.TableChange;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;

/**
 * Checks whether the pin still holds, restores missing parts of it while the fence is up, and reports what cannot be
 * restored.
 */
@Component
public class PinGuard {

    private final HorizonPin pin;
    private final Pin step;
    private final FenceGuard fence;
    private final Evidence evidence;
    private final Changes changes;
    private final Map<String, List<String>> told = new HashMap<>();

    public PinGuard(HorizonPin pin, Pin step, FenceGuard fence, Evidence evidence, Changes changes) {
        this.pin = pin;
        this.step = step;
        this.fence = fence;
        this.evidence = evidence;
        this.changes = changes;
    }

    /** @return troubles that are new since the last look, in plain words; empty when there are none */
    public synchronized Optional<String> look(Incident incident) {
        Optional<PinResult> set = evidence.find(incident, PinResult.class);
        if (set.isEmpty() || changes.open(incident, Remembered.SLOT).isEmpty() || exchanged(incident)) {
            told.remove(incident.key());
            return Optional.empty();
        }
        PinnedHorizon now =
                pin.look(incident.target(), incident.key(), set.get().pin().since());
        List<String> troubles = new ArrayList<>(troubles(now));
        troubles.addAll(replaced(incident));
        List<String> before = told.put(incident.key(), troubles);
        if (troubles.isEmpty() || troubles.equals(before)) {
            return Optional.empty();
        }
        String mended = "";
        // Raising the pin ends every older session, so it must not be done once the applications are let in again.
        if (!now.isUp() && fence.isUp(incident)) {
            PinResult again = step.run(incident);
            evidence.found(incident, "pin", again);
            mended = again.pin().isUp()
                    ? ". It was set again and is up"
                    : ". It was set again, but parts of it" + " are still missing";
        }
        return Optional.of("a later look at the pin found: " + String.join("; ", troubles) + mended);
    }

    /** Whether the recovered server is in place: it has no pin of this incident, and the damaged server is stopped. */
    private boolean exchanged(Incident incident) {
        return evidence.find(incident, DataInPlace.class)
                .filter(DataInPlace::recovered)
                .isPresent();
    }

    private static List<String> troubles(PinnedHorizon now) {
        List<String> troubles = new ArrayList<>();
        if (now.xmin() == null) {
            troubles.add("slot " + now.pinSlot() + " no longer holds dead rows"
                    + (now.holds() ? ", only the deferred cleanup does" : ": some may have been removed since"));
        }
        if (!now.keepsWal()) {
            troubles.add("slot " + now.walSlot() + (now.walStatus().isEmpty() ? " is gone" : " is lost")
                    + ": only the archive keeps the WAL");
        }
        if (!now.autovacuumOff()) {
            troubles.add("autovacuum is on again");
        }
        troubles.addAll(now.overruled());
        return troubles;
    }

    /**
     * Tables whose files were replaced after the pin, in words. TRUNCATE, VACUUM FULL, CLUSTER and REPACK ignore slots
     * and delete the old files.
     */
    private List<String> replaced(Incident incident) {
        Optional<Culprit> culprit = evidence.find(incident, Culprit.class);
        if (culprit.isEmpty()) {
            return List.of();
        }
        List<Long> tables =
                culprit.get().tables().stream().map(TableChange::oid).distinct().toList();
        Map<String, String> now = pin.files(incident.target(), tables);
        Optional<PinnedFiles> first = evidence.find(incident, PinnedFiles.class)
                .filter(seen -> seen.culprit() == culprit.get().xid());
        if (first.isEmpty()) {
            evidence.found(incident, "pin", new PinnedFiles(culprit.get().xid(), now));
            return List.of();
        }
        return first.get().files().entrySet().stream()
                .filter(file -> !file.getValue().equals(now.get(file.getKey())))
                .map(file -> "the files of " + file.getKey()
                        + " were replaced after the pin (TRUNCATE, VACUUM FULL, CLUSTER or REPACK): its heap no"
                        + " longer holds the destroyed rows and is no evidence")
                .toList();
    }
}
