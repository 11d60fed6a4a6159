package playbook.validate;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.DataChecks;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.StrategyChoice;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.wayback.Expectations;
import playbook.wayback.WaysBack;

/** V1 and V2: rows, digests, schema, keys, indexes, pages. A failed check is a finding, the decision is a person's. */
@Component
public class CheckData implements LongStep {

    private final Evidence evidence;
    private final WaysBack ways;

    CheckData(Evidence evidence, WaysBack ways) {
        this.evidence = evidence;
        this.ways = ways;
    }

    @Override
    public String name() {
        return "checkData";
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Expectations expectations = ways.built(evidence.find(incident, StrategyChoice.class)
                        .flatMap(choice -> Method.of(choice.strategy()))
                        .orElse(Method.ROW_RECOVERY))
                .orElseThrow(() -> new HintedException(
                        "nothing is known of what the way back that was chosen should leave",
                        "choose one of the ways that the playbook goes itself."))
                .expected(evidence, incident);
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(expectations),
                Duration.ofHours(4));
    }

    @Override
    public DataChecks prove(Incident incident, JobStatus ended) {
        DataChecks checks = JobResults.read(ended, DataChecks.class);
        if (checks.checks().size() < CheckDataTask.CHECKS) {
            throw new HintedException(
                    "only " + checks.checks().size() + " of " + CheckDataTask.CHECKS + " checks ended: " + checks,
                    "read the job's log, then run the step again.");
        }
        return checks;
    }
}
