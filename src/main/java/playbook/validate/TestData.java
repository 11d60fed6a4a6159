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

/**
 * V3: runs the application's own data test with the application's configuration. A long step, since the test may read
 * all data.
 */
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

    /** The data test only reads; the documentation requires this of its command. */
    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Class<Ended> result() {
        return Ended.class;
    }

    /** With an empty command, the job runs the command in the application's own deployment. */
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

    /** Adds the test's output and duration, which the platform knows, to the exit status in the job's result. */
    @Override
    public Ended claimed(JobStatus ended) {
        Instant from = ended.startedAt();
        Instant to = ended.endedAt();
        return new Ended(
                LongStep.super.claimed(ended).exitCode(),
                ended.logTail().strip(),
                from == null || to == null ? null : Duration.between(from, to));
    }

    /** A test with an exit status other than 0 is a failed check, about which people decide. */
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
                    "the platform does not know when the data test began and ended",
                    "look at its job, then run" + " the step again.");
        }
        return new DataTest(
                List.of(new Check(CHECK, code == 0, false, told(code, claimed.shown()), took.toMillis() / 1e3)));
    }

    private static String told(int code, String output) {
        return "exit status " + code + (output.isEmpty() ? ", nothing was printed" : ": " + output);
    }

    /**
     * The result of the data test's job.
     *
     * @param exitCode null when no test is configured
     * @param output what the test printed
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
