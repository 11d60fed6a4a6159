package playbook.validate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataTest;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Platforms;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;

/** V3: the application's own data test, with its own configuration. It may read all data: so it is long work. */
@Component
class TestData implements LongStep<TestData.Ended> {

    private static final int SHOWN = 500;
    private static final Duration DEADLINE = Duration.ofHours(4);
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

    @Override
    public Class<Ended> result() {
        return Ended.class;
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
        return tested
                ? Job.inApplication(
                        jobName, incident.target(), wanted.application(), wanted.integrityCommand(), DEADLINE)
                : Job.script(jobName, incident.target(), "playbook/validate/no-data-test.sh", Map.of(), DEADLINE);
    }

    /** The document tells the exit status alone; what the test printed, and when, the platform tells. */
    @Override
    public Ended claimed(JobStatus ended) {
        Instant from = ended.startedAt();
        Instant to = ended.endedAt();
        return new Ended(
                LongStep.super.claimed(ended).exitCode(),
                ended.logTail().strip(),
                from == null || to == null ? null : Duration.between(from, to));
    }

    /** A test that ends with another status than 0 is a failed check, which people see and decide about. */
    @Override
    public DataTest prove(Incident incident, Ended claimed) {
        Integer code = claimed.exitCode();
        if (code == null) {
            return new DataTest(List.of(Verdict.notLookedAt(
                            "no data test is configured: checks.integrity-command, or integrityCommand in the"
                                    + " application's deployment.json")
                    .check(CHECK, 0)));
        }
        Duration took = claimed.took();
        if (took == null) {
            throw new HintedException(
                    "nobody knows when the data test began and ended", "look at its job, then run the step again.");
        }
        return new DataTest(
                List.of(new Check(CHECK, code == 0, false, told(code, claimed.shown()), took.toMillis() / 1e3)));
    }

    private static String told(int code, String output) {
        return "exit status " + code + (output.isEmpty() ? ", nothing was printed" : ": " + output);
    }

    /**
     * What a job in an application leaves.
     *
     * @param exitCode null where there was no test to run
     * @param output what it printed
     * @param took null when the platform does not know
     */
    record Ended(
            @Nullable Integer exitCode,
            @Nullable String output,
            @Nullable Duration took) {

        private String shown() {
            String all = output == null ? "" : output;
            return all.length() <= SHOWN ? all : "…" + all.substring(all.length() - SHOWN);
        }
    }
}
