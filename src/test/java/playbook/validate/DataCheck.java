package playbook.validate;

import java.util.Map;
import java.util.stream.Collectors;
import playbook.evidence.Evidence;
import playbook.incident.DataChecks.Check;
import playbook.incident.Incident;
import playbook.operation.TestJob;

/** Runs the step on a test server with what a test's record holds. */
public final class DataCheck {

    private DataCheck() {}

    /** By their names. */
    public static Map<String, Check> run(Evidence evidence, Incident incident, TestJob jobs) throws Exception {
        CheckData step = new CheckData(evidence);
        return step.prove(incident, jobs.worker(new CheckDataTask(), step.job(incident, "check"))).checks().stream()
                .collect(Collectors.toMap(Check::name, check -> check));
    }
}
