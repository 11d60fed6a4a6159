package playbook.restore;

import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Platforms;
import playbook.platform.Servers;
import playbook.postgres.ServerPlace;

/** Stops the target's server, after checking that it is the one in the approved plan. */
@Component
class StopServer implements ShortStep {

    /** The step has only one outcome. */
    enum Outcome {
        STOPPED
    }

    private final Platforms platforms;
    private final Evidence evidence;

    StopServer(Platforms platforms, Evidence evidence) {
        this.platforms = platforms;
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "stopServer";
    }

    @Override
    public Act act() {
        return Act.EXCHANGE;
    }

    @Override
    public StepResult run(Incident incident) {
        Servers here = platforms.of(incident.target()).servers();
        CutOverPlan plan = evidence.get(incident, CutOverPlan.class);
        Servers.State before = here.look(incident.target());
        if (!before.stopped()) {
            ServerPlace now = ServerPlace.ask(incident.target());
            SameServer.mustBe(evidence, incident);
            mustBeMeant(incident, plan, now);
            // Stopping twice does no harm, so an intent that is on record already is no reason to refuse.
            evidence.intend(incident, name(), now.timeline(), new ServerStopped(before.owner(), now, Instant.now()));
            here.stop(incident.target());
            return StepResult.of(Outcome.STOPPED, new ServerStopped(before.owner(), now, Instant.now()));
        }
        return StepResult.of(Outcome.STOPPED, new ServerStopped("", null, Instant.now()));
    }

    /** Checks that the server is the one in the plan; recovered data may be in another server's data directory. */
    private void mustBeMeant(Incident incident, CutOverPlan plan, ServerPlace now) {
        String recovered = evidence.find(incident, DataInPlace.class)
                .map(DataInPlace::dataDirectory)
                .orElse("");
        if (!now.systemIdentifier().equals(plan.systemIdentifier())
                || !List.of(plan.dataDirectory(), recovered).contains(now.dataDirectory())
                || now.standby()) {
            throw new HintedException(
                    "the approved plan replaces cluster " + plan.systemIdentifier() + " in" + " " + plan.dataDirectory()
                            + ", but the server is " + now,
                    "was the target's address moved to another server? Choose another strategy.");
        }
    }

    /**
     * The stopped server.
     *
     * @param owner its process or pod, empty when none was running
     */
    public record ServerStopped(
            String owner, @org.jspecify.annotations.Nullable ServerPlace place, Instant at) {}
}
