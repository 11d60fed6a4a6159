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
 * Starts the target's server on the data that is in its data directory now, and verifies cluster, timeline, fence and
 * archiving. The fence is in the data already; it is raised and proved again here.
 */
@Component
class StartServer implements ShortStep {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The step has only one outcome; a failed verification is an exception. */
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
                    "the server that answers is " + now + ", but the data in place is timeline"
                            + " " + data.timeline() + " of cluster "
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

    /**
     * Blocks the network before the server starts, since it may be another server than the one for which it was blocked
     * before.
     */
    private void shutNetwork(Incident incident) {
        if (changes.open(incident, Remembered.NETWORK_FENCE).isEmpty()) {
            return;
        }
        NetworkWall wall =
                platforms.of(incident.target()).networkFence().raise(incident.target(), incident.key(), false);
        if (wall.state() != NetworkWall.State.UP) {
            throw new HintedException(
                    "the network cannot be blocked before the server starts: " + wall.why(),
                    "grant the missing right again, then try the step again.");
        }
    }

    /**
     * The started server.
     *
     * @param notFenced reasons why the fence does not hold; always empty
     * @param archive whether the timeline's history and one of its segments were archived, in words
     */
    public record ServerStarted(String owner, ServerPlace place, List<String> notFenced, String archive, Instant at) {}
}
