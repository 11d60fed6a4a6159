package playbook.restore;

import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.postgres.SystemIdentifier;

/** R1: replays WAL on the side instance to the chosen stop, pauses there, and proves the stop. */
@Component("replayServer")
class ReplayServer implements LongStep {

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
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return SideServer.whereItIs(
                evidence,
                incident,
                new Job(
                                jobName,
                                incident.target(),
                                new Job.Command.Script("playbook/restore/replay.sh"),
                                SideServer.replaying(
                                        repositories.of(incident.target()),
                                        stops.environment(incident, SystemIdentifier.of(incident.target()))),
                                "",
                                Duration.ofHours(24))
                        .serving(SideServer.GROUP, SideServer.PORT));
    }

    @Override
    public SideInstance prove(Incident incident, JobStatus ended) {
        return JobResults.read(ended, SideInstance.class);
    }
}
