package playbook.restore;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Keeps the culprit's tables as they were just before it, read from the side instance. */
@Component("readBefore")
class ReadBefore implements LongStep {

    private final Evidence evidence;

    ReadBefore(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "readBefore";
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
                Json.write(new ReadBeforeTask.Input(
                        evidence.get(incident, Culprit.class), evidence.get(incident, SideInstance.class))),
                Duration.ofHours(24));
    }

    @Override
    public Object prove(Incident incident, JobStatus ended) {
        return Json.read(Objects.requireNonNull(ended.result(), "the job left no result"), RowsBefore.class);
    }
}
