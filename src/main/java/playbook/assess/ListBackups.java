package playbook.assess;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.BackupCondition;
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

    ListBackups(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "listBackups";
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
        Listed listed = JobResults.read(ended, Listed.class);
        evidence.found(incident, name(), listed.condition());
        return listed.list();
    }

    /** @param checkDigests read every dump completely; takes as long as its bytes */
    record Request(boolean checkDigests) {}

    /** What the worker leaves. */
    record Listed(BackupList list, BackupCondition condition) {}
}
