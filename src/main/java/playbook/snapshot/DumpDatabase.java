package playbook.snapshot;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.EmergencyDump;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** S7: the damaged database as rows and definitions, read back completely. */
@Component
public class DumpDatabase implements LongStep {

    private final StoredFiles files;

    public DumpDatabase(StoredFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "dumpDatabase";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script("playbook/snapshot/dump-database.sh"),
                        Map.of("PLAYBOOK_INCIDENT", incident.key()),
                        "",
                        Duration.ofHours(12))
                .writing(Job.Storage.BACKUPS);
    }

    @Override
    public EmergencyDump prove(Incident incident, JobStatus ended) {
        EmergencyDump dump = JobResults.read(ended, EmergencyDump.class);
        files.proveDump(incident, dump.directory(), dump.sha256());
        return dump;
    }
}
