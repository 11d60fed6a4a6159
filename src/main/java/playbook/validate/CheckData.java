package playbook.validate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.DataChecks;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.StrategyChoice;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.postgres.Connections;
import playbook.wayback.Expectations;
import playbook.wayback.WaysBack;

/**
 * V1 and V2: checks rows, digests, schema, keys, indexes and pages. A failed check is a finding, about which a person
 * decides.
 */
@Component
class CheckData implements LongStep<DataChecks> {

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
    public Class<DataChecks> result() {
        return DataChecks.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(jobName, incident.target(), name(), Json.write(expectations(incident)), Duration.ofHours(4));
    }

    private Expectations expectations(Incident incident) {
        return ways.built(evidence.find(incident, StrategyChoice.class)
                        .flatMap(choice -> Method.of(choice.strategy()))
                        .orElse(Method.ROW_RECOVERY))
                .orElseThrow(() -> new HintedException(
                        "it is unknown what data the chosen way back should leave",
                        "choose one of the ways that the playbook can carry out itself."))
                .expected(evidence, incident);
    }

    @Override
    public DataChecks prove(Incident incident, DataChecks claimed) {
        if (claimed.checks().size() < CheckDataTask.CHECKS) {
            throw new HintedException(
                    "only " + claimed.checks().size() + " of " + CheckDataTask.CHECKS + " checks ended: " + claimed,
                    "read the job's log, then run the step again.");
        }
        mustBeAsChecked(incident, claimed);
        return claimed;
    }

    /** Repeats the schema check, which takes only seconds, and compares it with the job's result. */
    private void mustBeAsChecked(Incident incident, DataChecks claimed) {
        boolean passed = claimed.checks().stream()
                .anyMatch(check -> check.name().equals(CheckDataTask.SCHEMA) && check.passed());
        if (!passed) {
            return;
        }
        DataChecks.Check now;
        try (Connection session = Connections.open(incident.target())) {
            now = SchemaChecks.fingerprint(session, expectations(incident)).check(CheckDataTask.SCHEMA, 0);
        } catch (SQLException e) {
            throw new HintedException(
                    "the schema cannot be compared again: " + e.getMessage(),
                    "is the server up? Run the step again.",
                    e);
        }
        if (!now.passed()) {
            throw new HintedException(
                    "the job says that the schema is as before, but it is not: " + now.detail(),
                    "was it altered meanwhile? Run the step again.");
        }
    }
}
