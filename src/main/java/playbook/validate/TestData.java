package playbook.validate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataTest;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Platforms;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;

/** V3: the application's own data test, with its own configuration. It may read all data: so it is long work. */
@Component
public class TestData implements LongStep {

    private static final int SHOWN = 500;
    private static final String CHECK = "the application's own data test";

    private final Targets targets;
    private final Platforms platforms;

    TestData(Targets targets, Platforms platforms) {
        this.targets = targets;
        this.platforms = platforms;
    }

    @Override
    public String name() {
        return "testData";
    }

    /** It reads the data, as an operator's health check does; the documentation of its command says so. */
    @Override
    public boolean repeatable() {
        return true;
    }

    /** An empty command stands for the one in the application's own deployment. */
    @Override
    public Job job(Incident incident, String jobName) {
        TargetChecks wanted = targets.checks(incident.target());
        boolean tested = wanted.hasApplication()
                && platforms
                        .of(incident.target())
                        .applications()
                        .hasDataTest(incident.target(), wanted.application(), wanted.integrityCommand());
        return new Job(
                jobName,
                incident.target(),
                tested
                        ? new Job.Command.InApplication(wanted.application(), wanted.integrityCommand())
                        : new Job.Command.Script("playbook/validate/no-data-test.sh"),
                Map.of(),
                "",
                Duration.ofHours(4));
    }

    /** A test that ends with another status than 0 is a failed check, which people see and decide about. */
    @Override
    public DataTest prove(Incident incident, JobStatus ended) {
        Integer code = JobResults.read(ended, Ended.class).exitCode();
        if (code == null) {
            return new DataTest(List.of(Verdict.notLookedAt(
                            "no data test is configured: checks.integrity-command, or integrityCommand in the"
                                    + " application's deployment.json")
                    .check(CHECK, 0)));
        }
        String output = ended.logTail().strip();
        String shown = output.length() <= SHOWN ? output : "…" + output.substring(output.length() - SHOWN);
        double seconds = Duration.between(
                                Objects.requireNonNull(ended.startedAt(), "started"),
                                Objects.requireNonNull(ended.endedAt(), "ended"))
                        .toMillis()
                / 1e3;
        return new DataTest(List.of(new Check(CHECK, code == 0, false, told(code, shown), seconds)));
    }

    private static String told(int code, String output) {
        return "exit status " + code + (output.isEmpty() ? ", nothing was printed" : ": " + output);
    }

    /** What a job in an application leaves; null where there was no test to run. */
    record Ended(@Nullable Integer exitCode) {}
}
