package playbook.freeze;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.ServerFacts;
import playbook.postgres.WalSwitch;

/** Switches the last WAL segment out, sees it archived, and writes the pin to disk. */
@Component
public class SecureWal implements ShortStep {

    private static final Duration ARCHIVED = Duration.ofSeconds(15);
    private static final Duration CHECKPOINT = Duration.ofSeconds(8);

    private final HorizonPin pin;
    private final WalSwitch wal;
    private final Evidence evidence;

    public SecureWal(HorizonPin pin, WalSwitch wal, Evidence evidence) {
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
        SameServer.mustBe(evidence, incident);
        Target target = incident.target();
        long began = System.nanoTime();
        String segment = wal.switchOut(target);
        Optional<String> notDurable = pin.makeDurable(target, CHECKPOINT);
        Optional<String> reason = wal.awaitArchived(target, segment, ARCHIVED.minusNanos(System.nanoTime() - began));
        List<String> prepared = ServerFacts.preparedTransactions(target);
        PinnedHorizon pinned = pin.sweep(
                target,
                incident.key(),
                evidence.get(incident, PinResult.class).pin().since());
        SecureWalResult result = new SecureWalResult(
                reason.isEmpty() ? SecureWalResult.Outcome.ARCHIVED : SecureWalResult.Outcome.NOT_ARCHIVED,
                segment,
                reason.orElse(null),
                prepared,
                ServerFacts.look(target),
                pinned,
                notDurable.orElse(null));
        return result;
    }
}
