package playbook.validate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DataChecks;
import playbook.incident.Defects;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LargeObjects;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RestoredRows;
import playbook.incident.RowCounts;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyChoice;
import playbook.incident.TableChange;
import playbook.incident.TableName;
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
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        boolean exchanged = evidence.find(incident, StrategyChoice.class)
                .filter(choice -> choice.strategy().equals(RecoveryPlan.POINT_IN_TIME))
                .isPresent();
        Expectations expectations = exchanged ? asRestored(incident) : asMerged(incident);
        return new Job(
                jobName,
                incident.target(),
                new Job.Command.Worker(name()),
                Map.of(),
                Json.write(expectations),
                Duration.ofHours(4));
    }

    /** Everything as the recovered server had it beside the patient, to the last row. */
    private Expectations asRestored(Incident incident) {
        RestoredRows restored = evidence.get(incident, RestoredRows.class);
        return new Expectations(
                restored.counts(),
                List.of(),
                restored.schema(),
                restored.defects(),
                evidence.find(incident, Defects.class).orElse(null),
                null);
    }

    private Expectations asMerged(Incident incident) {
        RowCounts before = evidence.get(incident, RowCounts.class);
        Culprit culprit = evidence.find(incident, Culprit.class).orElse(null);
        MergeResult merged = evidence.find(incident, MergeResult.class).orElse(null);
        return new Expectations(
                before,
                expected(before, culprit, merged),
                evidence.find(incident, SchemaFingerprint.class).orElse(null),
                evidence.find(incident, RowsBefore.class)
                        .map(RowsBefore::defects)
                        .orElse(null),
                evidence.find(incident, Defects.class).orElse(null),
                merged == null
                        ? null
                        : evidence.find(incident, RowDifference.class)
                                .map(difference -> planned(merged, difference))
                                .orElse(null));
    }

    /** Where the merge kept what it wrote, and in which columns of which tables it belongs. */
    private static PlannedValues planned(MergeResult merged, RowDifference difference) {
        return new PlannedValues(
                merged.rescueSchema(),
                difference.tables().stream()
                        .filter(table -> merged.tables().stream().anyMatch(one -> one.oid() == table.oid()))
                        .map(table -> new PlannedTable(table.table(), table.oid(), table.columns(), table.key()))
                        .toList());
    }

    /**
     * What was counted behind the fence and what the merge put back; without a merge every deleted row is expected back.
     * Tables that only the culprit touched are in it too: their content may differ, their rows not.
     */
    static List<ExpectedTable> expected(RowCounts before, @Nullable Culprit culprit, @Nullable MergeResult merged) {
        Map<TableName, Long> back = new TreeMap<>(Comparator.comparing(TableName::toString));
        if (culprit != null) {
            for (TableChange change : culprit.tables()) {
                boolean returns = merged == null && change.operation() == TableChange.Operation.DELETE;
                back.merge(change.table(), returns ? Math.max(0, change.rows()) : 0, Long::sum);
            }
        }
        if (merged != null) {
            merged.tables().forEach(table -> back.merge(table.table(), table.inserted() - table.removed(), Long::sum));
        }
        List<ExpectedTable> expected = new ArrayList<>();
        back.keySet().removeIf(LargeObjects::isTable); // Nobody counted them before.
        back.forEach((table, rows) -> {
            long counted = before.of(table).map(RowCounts.TableCount::rows).orElse(0L);
            expected.add(new ExpectedTable(table, counted < 0 ? -1 : counted + rows));
        });
        return expected;
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
     * @param changed tables the recovery writes to; every other one must be as it was
     * @param schema null when none was taken
     * @param defects what did not hold before the loss, null when that was not looked at
     * @param defectsBehindTheFence what did not hold when the incident began, likewise
     * @param planned null without a merge
     */
    record Expectations(
            RowCounts before,
            List<ExpectedTable> changed,
            @Nullable SchemaFingerprint schema,
            @Nullable Defects defects,
            @Nullable Defects defectsBehindTheFence,
            @Nullable PlannedValues planned) {}

    /** @param rescueSchema holds one table {@code rows_<oid>} for each, with the values as the plan gives them back */
    record PlannedValues(String rescueSchema, List<PlannedTable> tables) {}

    /** @param key columns by which a row is told, empty when only all its values tell it */
    record PlannedTable(TableName table, long oid, List<String> columns, List<String> key) {}

    /** @param rows that a table which the recovery writes to must have afterwards, -1 when it was unreadable before */
    record ExpectedTable(TableName table, long rows) {}
}
