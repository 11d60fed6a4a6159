package playbook.restore;

import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.platform.Job;
import playbook.postgres.SystemIdentifier;

/** R1: replays WAL on the side instance to the chosen stop, pauses there, and verifies the stop. */
@Component
class ReplayServer implements RecoveryStep<SideInstance> {

    private final Stops stops;
    private final Evidence evidence;
    private final Repositories repositories;

    ReplayServer(Stops stops, Evidence evidence, Repositories repositories) {
        this.stops = stops;
        this.evidence = evidence;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "replayServer";
    }

    @Override
    public Class<SideInstance> result() {
        return SideInstance.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return SideServer.whereItIs(
                evidence,
                incident,
                SideServer.replaying(
                        repositories.of(incident.target()),
                        incident,
                        jobName,
                        stops.environment(incident, SystemIdentifier.of(incident.target()))));
    }

    @Override
    public SideInstance prove(Incident incident, SideInstance claimed) {
        return claimed;
    }
}
