package playbook.assess;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.backup.VolumeCopies;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** A4: what there is to recover from, and how far the archive reaches. */
@Component
public class ListBackups implements LongStep {

    private final Evidence evidence;
    private final VolumeCopies volumes;

    ListBackups(Evidence evidence, VolumeCopies volumes) {
        this.evidence = evidence;
        this.volumes = volumes;
    }

    @Override
    public String name() {
        return "listBackups";
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
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(new Request(false)),
                Duration.ofHours(1));
    }

    /** Keeps what is unusable as a finding of its own. No backup at all is a finding, not a failure. */
    @Override
    public BackupList prove(Incident incident, JobStatus ended) {
        ListedBackups listed = JobResults.read(ended, ListedBackups.class);
        VolumeCopies.Found found = volumes.look(incident, listed.systemIdentifier());
        evidence.found(incident, name(), listed.condition().withUnusable(found.unusable()));
        return listed.list().with(found.base());
    }

    /** @param checkDigests read every dump completely; takes as long as its bytes */
    record Request(boolean checkDigests) {}
}
