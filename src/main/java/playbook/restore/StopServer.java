package playbook.restore;

import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Servers;
import playbook.postgres.ServerPlace;

/** Stops the target's server, after it has shown that it is the one which the approved plan names. */
@Component
public class StopServer implements ShortStep {

    /** There is one way to end. */
    enum Outcome {
        STOPPED
    }

    private final ObjectProvider<Servers> servers;
    private final Evidence evidence;

    StopServer(ObjectProvider<Servers> servers, Evidence evidence) {
        this.servers = servers;
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "stopServer";
    }

    @Override
    public StepResult run(Incident incident) {
        Servers here = Cutting.servers(servers);
        CutOverPlan plan = evidence.get(incident, CutOverPlan.class);
        Servers.State before = here.look(incident.target());
        if (!before.stopped()) {
            ServerPlace now = ServerPlace.ask(incident.target());
            mustBeMeant(plan, now);
            // Stopping again does no harm, so an intent that is there already changes nothing.
            evidence.intend(incident, name(), now.timeline(), new ServerStopped(before.owner(), now, Instant.now()));
            here.stop(incident.target());
            return StepResult.of(Outcome.STOPPED, new ServerStopped(before.owner(), now, Instant.now()));
        }
        return StepResult.of(Outcome.STOPPED, new ServerStopped("", null, Instant.now()));
    }

    private static void mustBeMeant(CutOverPlan plan, ServerPlace now) {
        if (!now.systemIdentifier().equals(plan.systemIdentifier())
                || !now.dataDirectory().equals(plan.dataDirectory())
                || now.standby()) {
            throw new HintedException(
                    "the approved plan exchanges cluster " + plan.systemIdentifier() + " in " + plan.dataDirectory()
                            + ", but here answers " + now,
                    "was the target's address moved to another server? Choose another strategy.");
        }
    }

    /**
     * What was stopped.
     *
     * @param owner process or pod, empty when none ran
     */
    public record ServerStopped(
            String owner, @org.jspecify.annotations.Nullable ServerPlace place, Instant at) {}
}
