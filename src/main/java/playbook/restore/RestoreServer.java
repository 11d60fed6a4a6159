package playbook.restore;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** R1: copies the base backup from which the chosen stop can be reached to a place beside the patient. */
@Component("restoreServer")
class RestoreServer implements LongStep {

    private final Stops stops;

    RestoreServer(Stops stops) {
        this.stops = stops;
    }

    @Override
    public String name() {
        return "restoreServer";
    }

    @Override
    public Job job(Incident incident, String jobName) {
        String identifier = RestoreBase.systemIdentifier(incident.target());
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script("playbook/restore/restore-base.sh"),
                        Map.of("BACKUP_ID", stops.backup(incident, identifier).id(), "SYSTEM_IDENTIFIER", identifier),
                        "",
                        Duration.ofHours(24))
                .inGroup(SideServer.GROUP);
    }

    @Override
    public RestoredBase prove(Incident incident, JobStatus ended) {
        return JobResults.read(ended, RestoredBase.class);
    }
}
