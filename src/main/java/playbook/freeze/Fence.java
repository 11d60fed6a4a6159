package playbook.freeze;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.FencePosition;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.postgres.FenceProof;
import playbook.postgres.Reached;
import playbook.postgres.Session;
import playbook.postgres.WriteFence;

/** Raises the write fence: keeps all writers out, and reports success only after proving it on the server. */
@Component
public class Fence implements ShortStep {

    private final WriteFence fence;
    private final Evidence evidence;
    private final Changes changes;

    public Fence(WriteFence fence, Evidence evidence, Changes changes) {
        this.fence = fence;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "fence";
    }

    @Override
    public Act act() {
        return Act.STOP_LOSS;
    }

    @Override
    public FenceResult run(Incident incident) {
        Optional<String> gone = Reached.whyNot(incident.target());
        if (gone.isPresent()) {
            return FenceResult.notReachable(gone.get());
        }
        SameServer.mustBe(evidence, incident);
        List<Session> ended = fence.raise(
                incident.target(), (kind, subject, before) -> changes.remember(incident, kind, subject, before));
        FenceProof proof = fence.prove(incident.target(), Set.of());
        boolean holds = proof.holdsBut(shown(incident));
        FenceResult result = new FenceResult(
                holds ? FenceResult.Outcome.UP : FenceResult.Outcome.STILL_WRITING, proof, ended, proof.reasons());
        if (holds) {
            evidence.found(incident, "fence", new FencePosition(proof.to(), proof.at()));
        }
        return result;
    }

    /**
     * Extensions' processes that an earlier try showed to a person. The server does not tell whether such a process
     * writes; the person has stopped those that write, so the ones that are still there may stay and are watched.
     */
    private List<String> shown(Incident incident) {
        return evidence.find(incident, FenceResult.class)
                .map(FenceResult::proof)
                .map(FenceProof::workers)
                .orElse(List.of());
    }
}
