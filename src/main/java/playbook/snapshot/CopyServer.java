package playbook.snapshot;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.EmergencyCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** S7: the damaged server, byte for byte, when the disk allows. */
@Component
public class CopyServer implements LongStep {

    private final StoredFiles files;

    public CopyServer(StoredFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "copyServer";
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script("playbook/snapshot/copy-server.sh"),
                        Map.of("PLAYBOOK_INCIDENT", incident.key()),
                        "",
                        Duration.ofHours(12))
                .writing(Job.Storage.BACKUPS);
    }

    @Override
    public EmergencyCopy prove(Incident incident, JobStatus ended) {
        EmergencyCopy copy = JobResults.read(ended, EmergencyCopy.class);
        if (copy.skipped() != null) {
            return copy;
        }
        if (copy.directory() == null || copy.manifestSha256() == null) {
            throw new HintedException(
                    "the copy's result names no folder or no digest: " + copy, "look into the log of the job.");
        }
        files.proveCopy(incident, copy.directory(), copy.manifestSha256());
        return copy;
    }
}
