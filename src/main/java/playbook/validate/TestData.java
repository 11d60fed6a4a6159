package playbook.validate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataTest;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;

/** V3: the application's own data test, with its own configuration. It may read all data: so it is long work. */
@Component
public class TestData implements LongStep {

    private static final int SHOWN = 500;

    private final Targets targets;

    TestData(Targets targets) {
        this.targets = targets;
    }

    @Override
    public String name() {
        return "testData";
    }

    /** An empty command stands for the one in the application's own deployment. */
    @Override
    public Job job(Incident incident, String jobName) {
        TargetChecks wanted = targets.checks(incident.target());
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.InApplication(wanted.application(), wanted.integrityCommand()),
                Map.of(),
                "",
                Duration.ofHours(4));
    }

    /** A test that ends with another status than 0 is a failed check, which people see and decide about. */
    @Override
    public DataTest prove(Incident incident, JobStatus ended) {
        int code = JobResults.read(ended, Ended.class).exitCode();
        String output = ended.logTail().strip();
        String shown = output.length() <= SHOWN ? output : "…" + output.substring(output.length() - SHOWN);
        double seconds = Duration.between(
                                Objects.requireNonNull(ended.startedAt(), "started"),
                                Objects.requireNonNull(ended.endedAt(), "ended"))
                        .toMillis()
                / 1e3;
        return new DataTest(List.of(new Check(
                "the application's own data test", code == 0, false, "exit status " + code + ": " + shown, seconds)));
    }

    /** What a job in an application leaves. */
    record Ended(int exitCode) {}
}
