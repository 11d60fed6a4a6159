package playbook.snapshot;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.EmergencyDump;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.platform.Job;

/** S7: dumps the damaged database (rows and definitions) and reads the dump back completely. */
@Component
public class DumpDatabase implements LongStep<EmergencyDump> {

    private final StoredFiles files;

    public DumpDatabase(StoredFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "dumpDatabase";
    }

    @Override
    public Class<EmergencyDump> result() {
        return EmergencyDump.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.script(
                        jobName,
                        incident.target(),
                        "playbook/snapshot/dump-database.sh",
                        Map.of("PLAYBOOK_INCIDENT", incident.key()),
                        Duration.ofHours(12))
                .writing(Job.Storage.BACKUPS);
    }

    @Override
    public EmergencyDump prove(Incident incident, EmergencyDump claimed) {
        files.proveDump(incident, claimed.directory(), claimed.sha256());
        return claimed;
    }
}
