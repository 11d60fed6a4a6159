package playbook.restore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.NetworkWall;
import playbook.platform.Platforms;
import playbook.platform.Servers;
import playbook.postgres.ArchiveStatus;
import playbook.postgres.FenceProof;
import playbook.postgres.ServerPlace;
import playbook.postgres.WriteFence;

/**
 * Starts the target's server on the data that is in its place now, and proves: the right cluster, the right timeline, in
 * the right folder, fenced, archiving. The fence lies in the data already; here it is raised once more and watched.
 */
@Component
class StartServer implements ShortStep {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** There is one way to end; what is not proved throws. */
    enum Outcome {
        STARTED
    }

    private final Platforms platforms;
    private final WriteFence fence;
    private final Evidence evidence;
    private final Changes changes;

    StartServer(Platforms platforms, WriteFence fence, Evidence evidence, Changes changes) {
        this.platforms = platforms;
        this.fence = fence;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "startServer";
    }

    @Override
    public Act act() {
        return Act.EXCHANGE;
    }

    @Override
    public StepResult run(Incident incident) {
        DataInPlace data = evidence.get(incident, DataInPlace.class);
        Servers here = platforms.of(incident.target()).servers();
        here.lead(incident.target(), incident.key(), data.recovered());
        shutNetwork(incident);
        Servers.State state = here.start(incident.target());
        ServerPlace now = ServerPlace.ask(incident.target());
        if (now.standby()
                || !now.systemIdentifier().equals(data.systemIdentifier())
                || now.timeline() != data.timeline()) {
            throw new HintedException(
                    "here answers " + now + ", but in place is timeline " + data.timeline() + " of cluster "
                            + data.systemIdentifier(),
                    "look which server listens on port " + incident.target().port() + ", stop it and try again.");
        }
        fence.raise(incident.target(), (kind, subject, before) -> changes.remember(incident, kind, subject, before));
        FenceProof proof = fence.prove(incident.target(), Set.of());
        if (!proof.holds()) {
            throw new HintedException(
                    "the fence does not hold on the server in place: " + proof.reasons(),
                    "end these sessions by hand, then try again.");
        }
        Optional<String> silent = now.archiving().equals("off")
                ? Optional.of("archive_mode is off, as it was before")
                : ArchiveStatus.awaitTimeline(incident.target(), now.timeline(), PATIENCE);
        silent.filter(trouble -> !now.archiving().equals("off")).ifPresent(trouble -> {
            throw new HintedException(
                    "the new timeline is not archived: " + trouble,
                    "see why archive_command fails in the server's log, then try again.");
        });
        return StepResult.of(
                Outcome.STARTED,
                new ServerStarted(state.owner(), now, proof.reasons(), silent.orElse("archived"), Instant.now()));
    }

    /** Before it listens: it may be another server than the one before which the network was shut. */
    private void shutNetwork(Incident incident) {
        if (changes.open(incident, Remembered.NETWORK_FENCE).isEmpty()) {
            return;
        }
        NetworkWall wall =
                platforms.of(incident.target()).networkFence().raise(incident.target(), incident.key(), false);
        if (wall.state() != NetworkWall.State.UP) {
            throw new HintedException(
                    "the network before the server that is to start cannot be shut: " + wall.why(),
                    "give the right back, then try the step again.");
        }
    }

    /**
     * What was started.
     *
     * @param notFenced empty: nobody but the playbook can write
     * @param archive whether the timeline's history and a segment of it reached the archive
     */
    public record ServerStarted(String owner, ServerPlace place, List<String> notFenced, String archive, Instant at) {}
}
