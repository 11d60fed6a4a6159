package playbook.freeze;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.HeapFiles;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.PinCondition;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.postgres.Heaps;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.Reached;
import playbook.postgres.ServerFacts;
import playbook.postgres.WalSwitch;

/** Switches to a new WAL segment, waits until the last one is archived, and makes the pin durable with a checkpoint. */
@Component
public class SecureWal implements ShortStep {

    private static final Duration ARCHIVED = Duration.ofSeconds(15);
    private static final Duration CHECKPOINT = Duration.ofSeconds(8);

    private final Pin pinned;
    private final Fence fence;
    private final HorizonPin pin;
    private final WalSwitch wal;
    private final Evidence evidence;

    public SecureWal(Pin pinned, Fence fence, HorizonPin pin, WalSwitch wal, Evidence evidence) {
        this.pinned = pinned;
        this.fence = fence;
        this.pin = pin;
        this.wal = wal;
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "secureWal";
    }

    @Override
    public Act act() {
        return Act.STOP_LOSS;
    }

    @Override
    public SecureWalResult run(Incident incident) {
        Optional<String> gone = Reached.whyNot(incident.target());
        if (gone.isPresent()) {
            return SecureWalResult.notReachable(gone.get());
        }
        mustBeFrozen(incident);
        SameServer.mustBe(evidence, incident);
        Target target = incident.target();
        long began = System.nanoTime();
        String segment = wal.switchOut(target);
        Optional<String> notDurable = pin.makeDurable(target, CHECKPOINT);
        Optional<String> reason = wal.awaitArchived(target, segment, ARCHIVED.minusNanos(System.nanoTime() - began));
        List<String> prepared = ServerFacts.preparedTransactions(target);
        PinnedHorizon held = pin.sweep(
                target,
                incident.key(),
                evidence.get(incident, PinResult.class).pin().since());
        lookAtHeaps(incident);
        SecureWalResult result = new SecureWalResult(
                reason.isEmpty() ? SecureWalResult.Outcome.ARCHIVED : SecureWalResult.Outcome.NOT_ARCHIVED,
                segment,
                reason.orElse(null),
                prepared,
                ServerFacts.look(target),
                held,
                notDurable.orElse(null));
        return result;
    }

    /** Pins and fences a server that did not answer when it should have been pinned and fenced, and answers now. */
    private void mustBeFrozen(Incident incident) {
        if (evidence.find(incident, PinResult.class)
                .filter(result -> result.outcome() == PinResult.Outcome.NOT_REACHABLE)
                .isPresent()) {
            evidence.found(incident, pinned.name(), pinned.run(incident));
        }
        if (evidence.find(incident, FenceResult.class)
                .filter(result -> result.outcome() == FenceResult.Outcome.NOT_REACHABLE)
                .isEmpty()) {
            return;
        }
        FenceResult result = fence.run(incident);
        if (result.outcome() != FenceResult.Outcome.UP) {
            throw new HintedException(
                    incident.target().label() + " did not answer when it should have been fenced; it answers"
                            + " now, and cannot be fenced: " + String.join("; ", result.stillWriting()),
                    "keep these writers out by hand, then choose 'try again'.");
        }
        evidence.found(incident, fence.name(), result);
    }

    /**
     * Records replaced files: the pin keeps dead rows only in a table's file, so people who judge the evidence must
     * know when the file was replaced.
     */
    private void lookAtHeaps(Incident incident) {
        Optional<HeapFiles> files = evidence.find(incident, HeapFiles.class);
        Optional<PinCondition> condition = evidence.find(incident, PinCondition.class);
        if (files.isPresent() && condition.isPresent()) {
            List<String> replaced = Heaps.replaced(incident.target(), files.get());
            if (!replaced.isEmpty()) {
                evidence.found(incident, name(), condition.get().with(replaced, Instant.now()));
            }
        }
    }
}
