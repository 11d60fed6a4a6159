package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import playbook.evidence.Evidence;
import playbook.incident.DataChecks.Check;
import playbook.incident.Incident;
import playbook.operation.TestJob;

/** Ran the step on a test server with what a test's record holds. */
public record DataCheck(List<Check> checks) {

    public static DataCheck run(Evidence evidence, Incident incident, TestJob jobs) throws Exception {
        CheckData step = new CheckData(evidence);
        return new DataCheck(step.prove(incident, jobs.worker(new CheckDataTask(), step.job(incident, "check")))
                .checks());
    }

    /** The one of that name. */
    public Check of(String name) {
        List<Check> named =
                checks.stream().filter(check -> check.name().equals(name)).toList();
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }
}
