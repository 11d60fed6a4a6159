package playbook.restore;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.StopPoint;
import playbook.platform.Job;
import playbook.postgres.ServerPlace;
import playbook.postgres.SystemIdentifier;

/** Counts in the WAL what a recovery to the chosen stop would undo; changes nothing. */
@Component
class PlanCutOver implements RecoveryStep<CutOverPlan> {

    private final Stops stops;
    private final Evidence evidence;

    PlanCutOver(Stops stops, Evidence evidence) {
        this.stops = stops;
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "planCutOver";
    }

    @Override
    public Class<CutOverPlan> result() {
        return CutOverPlan.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        String identifier = SystemIdentifier.of(incident.target());
        Input input = new Input(
                incident.key(),
                stops.of(incident),
                stops.position(incident).orElse(null),
                stops.backup(incident, identifier, UnaryOperator.identity()).id(),
                evidence.find(incident, Culprit.class).orElse(null),
                evidence.find(incident, CulpritSearch.class)
                        .map(CulpritSearch::from)
                        .orElse(null));
        return Job.worker(jobName, incident.target(), name(), Json.write(input), Duration.ofHours(4));
    }

    @Override
    public CutOverPlan prove(Incident incident, CutOverPlan claimed) {
        ServerPlace now = ServerPlace.ask(incident.target());
        if (!PlanCutOverTask.hash(claimed).equals(claimed.hash())
                || !claimed.stop().equals(stops.of(incident))
                || !claimed.systemIdentifier().equals(now.systemIdentifier())
                || !claimed.dataDirectory().equals(now.dataDirectory())) {
            throw new HintedException(
                    "the plan " + claimed.hash() + " was made for the stop "
                            + claimed.stop().words()
                            + " of the cluster " + claimed.systemIdentifier() + " in " + claimed.dataDirectory()
                            + "; the chosen stop is " + stops.of(incident).words() + ", and the server is " + now
                            + "; its content has the hash " + PlanCutOverTask.hash(claimed),
                    "plan again.");
        }
        return claimed;
    }

    /**
     * The worker's input.
     *
     * @param position commits from this position on are undone; null when the stop is a time
     * @param culprit its transactions do not count as a loss; null when there is none
     * @param searchedFrom position where the search for the culprit began, null without a search
     */
    record Input(
            String incident,
            StopPoint stop,
            @Nullable Lsn position,
            String backup,
            @Nullable Culprit culprit,
            @Nullable Lsn searchedFrom) {}
}
