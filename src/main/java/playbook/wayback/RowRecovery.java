package playbook.wayback;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Findings;
import playbook.incident.Culprit;
import playbook.incident.Defects;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.LargeObjects;
import playbook.incident.MergeResult;
import playbook.incident.Method;
import playbook.incident.RowCounts;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyOptions;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.wayback.Expectations.ExpectedTable;
import playbook.wayback.Expectations.PlannedTable;
import playbook.wayback.Expectations.PlannedValues;

/** Puts the destroyed rows back into the live tables and keeps everything written later. */
@Component
class RowRecovery implements BuiltWay {

    @Override
    public Method method() {
        return Method.ROW_RECOVERY;
    }

    @Override
    public List<String> steps() {
        return List.of(
                "copyCatalogs",
                "readHeap",
                "restoreBase",
                "replayBefore",
                "readBefore",
                "replayAfter",
                "compareRows",
                "planRecovery",
                "mergeRows");
    }

    @Override
    public Optional<String> impossible(Situation here) {
        return notComparable(here.culprit())
                .or(() -> reason(here))
                .or(here::notCompared)
                .map(reason -> reason + here.hardlyTheLoss());
    }

    private static Optional<String> reason(Situation here) {
        if (!here.facts().serverReachable()) {
            return Optional.of("The server does not answer, so there is nowhere to give rows back to.");
        }
        if (!here.facts().culpritKnown()) {
            return Optional.of("The transaction that destroyed the rows is not known.");
        }
        Culprit culprit = here.culprit();
        if (culprit != null && culprit.wholeTables()) {
            return here.outOfReach(); // An emptied table has no dead rows.
        }
        return here.outOfReach()
                .map(reason -> reason
                        + " The dead rows of the damaged tables are looked at now, which needs no backup: where all are"
                        + " still there, " + StrategyOptions.OPENS_BY_ITSELF + ".");
    }

    /**
     * Why a comparison of the rows just before and just after the culprit would not show its effect alone; empty when
     * it does.
     */
    static Optional<String> notComparable(@Nullable Culprit culprit) {
        if (culprit == null || culprit.comparable()) {
            return Optional.empty();
        }
        if (!culprit.named()) {
            return Optional.of(
                    "Nobody knows which transaction did it: there is a time to go back to, and nothing to compare.");
        }
        if (culprit.onlyHides()) {
            return Optional.of("No row is gone: the culprit only "
                    + culprit.tables().stream().map(TableChange::altered).collect(Collectors.joining(", "))
                    + ". ALTER TABLE takes that back at once; point-in-time recovery does, with the whole server.");
        }
        if (culprit.wholeTables()) {
            return Optional.of(
                    culprit.tables().stream().allMatch(change -> change.detail().equals(TableChange.UNLOGGED))
                            ? "The culprit dropped or emptied tables that are not logged: their rows are in no WAL and in no"
                                    + " base backup. Only a dump can have them."
                            : "The culprit dropped or altered whole tables, or emptied one that is gone since: there are no rows to compare."
                                    + " Selective table restore makes anew what was dropped; point-in-time recovery brings all of it back,"
                                    + " with the whole server.");
        }
        return Optional.of(mixedWithOthers(culprit.following()));
    }

    private static String mixedWithOthers(Culprit.@Nullable Following following) {
        return following == null || following.foreignRows() < 0
                ? "Several transactions were chosen together, and what others wrote between them is not told apart."
                        + " Point-in-time recovery goes back before the first."
                : "Between the first and the last of its " + following.commits() + " commits others wrote at least "
                        + Figures.rows(following.foreignRows())
                        + " of the same tables, which can't be told apart."
                        + " Point-in-time recovery goes back before the first.";
    }

    @Override
    public String loses(Situation here) {
        return Losses.ofRows(here.culprit(), here.schema(), here.counts());
    }

    @Override
    public Expectations expected(Evidence evidence, Incident incident) {
        RowCounts before = evidence.get(incident, RowCounts.class);
        MergeResult merged = evidence.find(incident, MergeResult.class).orElse(null);
        return new Expectations(
                before,
                changed(before, evidence.find(incident, Culprit.class).orElse(null), merged),
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

    /** Where the merge kept the values that it wrote, and the tables and columns to which they belong. */
    private static PlannedValues planned(MergeResult merged, RowDifference difference) {
        return new PlannedValues(
                merged.rescueSchema(),
                difference.tables().stream()
                        .filter(table -> merged.tables().stream().anyMatch(one -> one.oid() == table.oid()))
                        .map(table -> new PlannedTable(table.table(), table.oid(), table.columns(), table.key()))
                        .toList());
    }

    /**
     * The expected number of rows of each table: the number counted behind the fence plus the merged rows; without a
     * merge, plus all deleted rows. It includes tables that only the culprit changed: their content may differ, but not
     * their number of rows.
     */
    static List<ExpectedTable> changed(RowCounts before, @Nullable Culprit culprit, @Nullable MergeResult merged) {
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
        back.keySet().removeIf(LargeObjects::isTable); // Large objects were not counted before.
        return back.entrySet().stream()
                .map(entry -> {
                    long counted = before.of(entry.getKey())
                            .map(RowCounts.TableCount::rows)
                            .orElse(0L);
                    return new ExpectedTable(entry.getKey(), counted < 0 ? -1 : counted + entry.getValue());
                })
                .toList();
    }

    @Override
    public Optional<CameBack> cameBack(Findings findings) {
        return RowsCameBack.of(findings);
    }
}
