package playbook.validate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DataChecks;
import playbook.incident.ExpectedRows;
import playbook.incident.ExpectedRows.ExpectedTable;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** V1 and V2: rows, digests, schema, keys, indexes, pages. A failed check is a finding, the decision is a person's. */
@Component
public class CheckData implements LongStep {

    private final Evidence evidence;

    CheckData(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "checkData";
    }

    @Override
    public Job job(Incident incident, String jobName) {
        RowCounts before = evidence.get(incident, RowCounts.class);
        ExpectedRows expected = evidence.find(incident, ExpectedRows.class)
                .orElseGet(() ->
                        expected(before, evidence.find(incident, Culprit.class).orElse(null)));
        Expectations expectations = new Expectations(
                before,
                expected,
                evidence.find(incident, SchemaFingerprint.class).orElse(null));
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(expectations),
                Duration.ofHours(4));
    }

    /** Deleted rows come back, so they are added to what was counted behind the fence; updated ones change no count. */
    static ExpectedRows expected(RowCounts before, @Nullable Culprit culprit) {
        List<ExpectedTable> changed = new ArrayList<>();
        if (culprit != null) {
            for (TableChange change : culprit.tables()) {
                long counted = before.of(change.table())
                        .map(RowCounts.TableCount::rows)
                        .orElse(0L);
                if (change.operation() == TableChange.Operation.DELETE) {
                    changed.add(new ExpectedTable(change.table(), counted + change.rows()));
                } else if (change.operation() == TableChange.Operation.UPDATE
                        && culprit.tables().stream()
                                .noneMatch(other -> other.operation() == TableChange.Operation.DELETE
                                        && other.table().equals(change.table()))) {
                    changed.add(new ExpectedTable(change.table(), counted));
                }
            }
        }
        return new ExpectedRows(changed);
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

    /**
     * What the worker compares with.
     *
     * @param before counts and digests taken behind the fence, before the recovery wrote
     * @param schema null when none was taken
     */
    record Expectations(
            RowCounts before, ExpectedRows rows, @Nullable SchemaFingerprint schema) {}
}
