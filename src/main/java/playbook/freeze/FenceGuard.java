package playbook.freeze;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.FenceLook;
import playbook.incident.FencePosition;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.postgres.CommittedWrites;
import playbook.postgres.FenceProof;
import playbook.postgres.WriteFence;

/**
 * Proves the fence again while people decide and before each step that relies on it, and raises it again where it is
 * broken: clients whose sessions were ended reconnect, and the first proof covers only 0.3 s.
 */
@Component
public class FenceGuard {

    private final WriteFence fence;
    private final WritesBetweenLooks between;
    private final Evidence evidence;
    private final Changes changes;

    public FenceGuard(WriteFence fence, CommittedWrites writes, Evidence evidence, Changes changes) {
        this.fence = fence;
        this.between = new WritesBetweenLooks(writes);
        this.evidence = evidence;
        this.changes = changes;
    }

    /** Whether the fence was proved, was not lifted, and is not open for the test replica. */
    public boolean isUp(Incident incident) {
        return evidence.find(incident, FencePosition.class).isPresent()
                && !changes.open(incident, Remembered.DATABASE_DEFAULT).isEmpty()
                && changes.open(incident, Remembered.TEST_REPLICA).isEmpty();
    }

    /**
     * @param oursWrite whether an operation of the playbook may be writing now; then new transaction ids prove nothing
     * @return empty when the fence is intentionally not up; otherwise what was seen, and whether the fence holds now
     */
    public Optional<FenceLook> look(Incident incident, boolean oursWrite) {
        if (!isUp(incident)) {
            between.forget(incident);
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        FenceProof proof = prove(incident, oursWrite);
        if (!holds(incident, proof) && onlyIds(proof)) {
            // A short step of the playbook may have written during the proof.
            proof = prove(incident, oursWrite);
        }
        boolean holds = holds(incident, proof);
        if (!holds) {
            reasons.addAll(proof.reasons());
        }
        reasons.addAll(between.look(incident, proof, oursWrite));
        if (!holds) {
            SameServer.mustBe(evidence, incident);
            fence.raise(
                    incident.target(), (kind, subject, before) -> changes.remember(incident, kind, subject, before));
            FenceProof again = prove(incident, oursWrite);
            holds = holds(incident, again);
            if (!holds) {
                again.reasons().stream().filter(one -> !reasons.contains(one)).forEach(reasons::add);
            }
        }
        return Optional.of(new FenceLook(reasons, holds, Instant.now()));
    }

    /** @throws HintedException when the fence does not hold, even after it was raised again */
    public void mustHold(Incident incident, boolean oursWrite) {
        Optional<FenceLook> seen;
        try {
            seen = look(incident, oursWrite);
        } catch (HintedException unreachable) {
            // A server that does not answer takes no writes; the step itself reports that it needs the server.
            if (String.valueOf(unreachable.getMessage()).startsWith("cannot connect to ")) {
                return;
            }
            throw unreachable;
        }
        seen.filter(look -> !look.reasons().isEmpty()).ifPresent(look -> {
            evidence.failed(incident, "fence", look.inWords());
            if (!look.holds()) {
                throw new HintedException(
                        "this step relies on the fence, which does not hold: " + String.join("; ", look.reasons()),
                        "keep these writers out by hand, then choose 'try again'.");
            }
        });
    }

    private FenceProof prove(Incident incident, boolean oursWrite) {
        FenceProof proof = fence.prove(incident.target(), Set.of());
        return oursWrite ? proof.withoutIds() : proof;
    }

    /** Whether the proof holds, apart from extensions' workers that a person has seen and let stay. */
    private boolean holds(Incident incident, FenceProof proof) {
        return proof.holdsBut(evidence.find(incident, FenceResult.class)
                .map(FenceResult::proof)
                .map(FenceProof::workers)
                .orElse(List.of()));
    }

    private static boolean onlyIds(FenceProof proof) {
        return proof.withoutIds().holdsBut(proof.workers());
    }
}
