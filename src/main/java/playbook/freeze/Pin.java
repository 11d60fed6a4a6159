package playbook.freeze;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.HeapFiles;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ServerIdentity;
import playbook.operation.ShortStep;
import playbook.postgres.Heaps;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.Reached;
import playbook.postgres.ServerFacts;

/** Pins the evidence: makes the server keep dead rows in the heap, before anybody reads a table. */
@Component
public class Pin implements ShortStep {

    private final HorizonPin pin;
    private final Evidence evidence;
    private final Changes changes;

    public Pin(HorizonPin pin, Evidence evidence, Changes changes) {
        this.pin = pin;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "pin";
    }

    @Override
    public Act act() {
        return Act.STOP_LOSS;
    }

    @Override
    public PinResult run(Incident incident) {
        Optional<PinResult> earlier = evidence.find(incident, PinResult.class)
                .filter(result -> result.outcome() != PinResult.Outcome.NOT_REACHABLE);
        Optional<String> gone = Reached.whyNot(incident.target());
        if (gone.isPresent()) {
            PinResult nothing = PinResult.notReachable(gone.get(), Instant.now());
            evidence.found(incident, "pin", nothing.condition());
            return nothing;
        }
        if (earlier.isPresent()) {
            SameServer.mustBe(evidence, incident);
        }
        Optional<PinnedHorizon> now = earlier.map(result ->
                pin.look(incident.target(), incident.key(), result.pin().since()));
        if (earlier.isPresent() && now.filter(PinnedHorizon::isUp).isPresent()) {
            return earlier.get();
        }
        boolean raisedAgain = earlier.filter(result -> result.pin().holds()).isPresent()
                && now.filter(PinnedHorizon::holds).isEmpty();
        PinnedHorizon pinned = pin.raise(
                incident.target(),
                incident.key(),
                (kind, subject, before) -> changes.remember(incident, kind, subject, before));
        ServerIdentity identity = ServerFacts.identity(incident.target());
        PinResult result = new PinResult(outcome(pinned), identity, pinned, raisedAgain, Instant.now());
        evidence.found(incident, "pin", identity);
        evidence.found(incident, "pin", result.condition().with(rewritten(incident), result.seenAt()));
        return result;
    }

    /**
     * The first time, records the tables' files; later, returns the tables whose files were replaced since, in words.
     */
    private List<String> rewritten(Incident incident) {
        Optional<HeapFiles> first = evidence.find(incident, HeapFiles.class);
        try {
            if (first.isEmpty()) {
                evidence.found(incident, "pin", Heaps.look(incident.target()));
                return List.of();
            }
            return Heaps.replaced(incident.target(), first.get());
        } catch (HintedException e) {
            // The pin itself is up; a failure to look at the files must not fail the step.
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static PinResult.Outcome outcome(PinnedHorizon pinned) {
        if (!pinned.holds()) {
            return PinResult.Outcome.NOT_PINNED;
        }
        return pinned.isUp() && pinned.notSet().isEmpty() ? PinResult.Outcome.PINNED : PinResult.Outcome.PARTLY;
    }
}
