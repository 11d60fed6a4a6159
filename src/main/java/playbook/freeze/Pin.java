package playbook.freeze;

import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.incident.ServerIdentity;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.ServerFacts;

/** Keeps the destroyed rows in the heap before anybody reads a table. */
@Component
public final class Pin {

    private final HorizonPin pin;
    private final Evidence evidence;
    private final Changes changes;

    public Pin(HorizonPin pin, Evidence evidence, Changes changes) {
        this.pin = pin;
        this.evidence = evidence;
        this.changes = changes;
    }

    public PinResult run(Incident incident) {
        Optional<PinResult> earlier = evidence.find(incident, PinResult.class);
        boolean raisedAgain = earlier.filter(result -> result.pin().holds() && !stillHolds(incident, result))
                .isPresent();
        PinnedHorizon pinned = pin.raise(
                incident.target(),
                incident.key(),
                (kind, subject, before) -> changes.remember(incident, kind, subject, before));
        ServerIdentity identity = ServerFacts.identity(incident.target());
        PinResult result = new PinResult(outcome(pinned), identity, pinned, raisedAgain, Instant.now());
        evidence.found(incident, "pin", identity);
        evidence.found(incident, "pin", result);
        return result;
    }

    private boolean stillHolds(Incident incident, PinResult earlier) {
        return pin.look(incident.target(), incident.key(), earlier.pin().since())
                .holds();
    }

    private static PinResult.Outcome outcome(PinnedHorizon pinned) {
        if (!pinned.holds()) {
            return PinResult.Outcome.NOT_PINNED;
        }
        return pinned.isUp() && pinned.notSet().isEmpty() ? PinResult.Outcome.PINNED : PinResult.Outcome.PARTLY;
    }
}
