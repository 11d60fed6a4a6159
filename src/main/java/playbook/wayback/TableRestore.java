package playbook.wayback;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Findings;
import playbook.incident.Culprit;
import playbook.incident.Defects;
import playbook.incident.Figures;
import playbook.incident.Incident;
import playbook.incident.LostObjects;
import playbook.incident.LostTables;
import playbook.incident.Method;
import playbook.incident.RestoredTables;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TablesPlan;
import playbook.incident.TablesPlan.ColumnsBack;
import playbook.wayback.Expectations.ExpectedTable;
import playbook.wayback.Expectations.PlannedTable;
import playbook.wayback.Expectations.PlannedValues;

/**
 * Makes dropped tables and columns, and all that went with them, anew in the live database from a side instance that stands just
 * before the culprit; all other tables, and everything written since, stay.
 */
@Component
class TableRestore implements BuiltWay {

    @Override
    public Method method() {
        return Method.TABLE_RESTORE;
    }

    @Override
    public List<String> steps() {
        return List.of(
                "restoreBase",
                "replayBefore",
                "readTables",
                "dumpTables",
                "replayAfter",
                "compareDefinitions",
                "planTables",
                "restoreTables");
    }

    @Override
    public Optional<String> impossible(Situation here) {
        return reason(here)
                .map(reason -> reason
                        + ByHand.fromDump(
                                here.incident().target(), here.incident().key(), here.culprit(), here.backups()));
    }

    private static Optional<String> reason(Situation here) {
        Culprit culprit = here.culprit();
        if (culprit == null || !culprit.named()) {
            return Optional.of("The transaction that dropped the table is not known.");
        }
        if (culprit.tables().stream().noneMatch(TableRestore::makesAnew)) {
            return Optional.of("No table and no column was dropped, so there is none to make anew.");
        }
        String rest = culprit.tables().stream()
                .filter(change -> change.destroys() && !makesAnew(change))
                .map(change -> change.table().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        if (!rest.isEmpty()) {
            return Optional.of("The same transaction also destroyed data of tables that still exist (" + rest
                    + "), which this way would not give back.");
        }
        if (culprit.tables().stream().anyMatch(change -> makesAnew(change) && change.oid() == 0)) {
            return Optional.of("It is not known which table in the base backup the dropped one is.");
        }
        Optional<String> unusual = culprit.tables().stream()
                .filter(TableChange::dropsColumnsOnly)
                .map(change -> change.table().toString())
                .filter(table -> !isOrdinary(table, here.schema()))
                .findFirst();
        if (unusual.isPresent()) {
            return Optional.of("The columns of " + unusual.get()
                    + " can't be made anew: it is partitioned, a partition, or inherits.");
        }
        if (!here.facts().serverReachable()) {
            return Optional.of("The server does not answer, so there is nowhere to make the table anew.");
        }
        if (here.madeAnew().isPresent()) {
            return Optional.of(
                    "They were made anew by this incident's recovery at "
                            + Figures.second(here.madeAnew().get())
                            + " and are in place. Whoever wants that again has it taken back first, by the validation's answer.");
        }
        if (!here.madeAgain().isEmpty()) {
            return Optional.of(
                    "There is a table of that name again, made by the same transaction or since: "
                            + String.join(", ", here.madeAgain())
                            + ". It can be set aside with its rows by the role that recovers, behind the fence: BEGIN READ"
                            + " WRITE; CREATE SCHEMA set_aside; "
                            + here.madeAgain().stream()
                                    .map(table -> "ALTER TABLE " + table + " SET SCHEMA set_aside;")
                                    .collect(Collectors.joining(" "))
                            + " COMMIT; Then answer that the wrong transaction was confirmed, and confirm it once more: the ways are judged anew.");
        }
        return here.outOfReach();
    }

    /** Whether it is a table by itself, as far as its definition is known. */
    private static boolean isOrdinary(String table, @Nullable SchemaFingerprint schema) {
        if (schema == null) {
            return true;
        }
        String definition = schema.objects().getOrDefault("table " + table, "partition none of none");
        return !schema.objects().containsKey("partitioned table " + table)
                && definition.contains("partition none of none");
    }

    private static boolean makesAnew(TableChange change) {
        return change.operation() == Operation.DROP || change.dropsColumnsOnly();
    }

    @Override
    public String loses(Situation here) {
        if (reason(here).isPresent()) {
            return "Every write to the table since the dump.";
        }
        Culprit culprit = here.culprit();
        String unlogged = culprit == null
                ? ""
                : culprit.tables().stream()
                        .filter(change -> change.operation() == Operation.DROP)
                        .filter(change -> change.detail().equals(TableChange.UNLOGGED))
                        .map(change -> change.table().toString())
                        .collect(Collectors.joining(", "));
        boolean columns = culprit != null && culprit.tables().stream().anyMatch(TableChange::dropsColumnsOnly);
        return "Nothing of other tables: later writes stay. What was dropped comes back as it was just before, with"
                + " indexes, keys, views, triggers, grants and comments; a foreign key that later rows contradict comes back"
                + " for new rows only."
                + (columns
                        ? " A dropped column stands behind all others then; rows that were written since have no value in it."
                        : "")
                + (unlogged.isEmpty()
                        ? ""
                        : " Unlogged tables come back empty, as their rows are in no WAL and in no base backup: "
                                + unlogged + ".");
    }

    /**
     * Expects the dropped tables as they were just before the loss, the dropped columns with their values, and all else as it was
     * behind the fence.
     */
    @Override
    public Expectations expected(Evidence evidence, Incident incident) {
        RowCounts fencedRows = evidence.get(incident, RowCounts.class);
        List<ColumnsBack> columns = evidence.get(incident, TablesPlan.class).columns();
        return new Expectations(
                fencedRows,
                Stream.concat(
                                evidence.get(incident, LostTables.class).tables().stream()
                                        .map(table -> new ExpectedTable(table.table(), table.rows(), table.checksum())),
                                columns.stream()
                                        .map(back -> new ExpectedTable(
                                                back.table(),
                                                fencedRows
                                                        .of(back.table())
                                                        .map(TableCount::rows)
                                                        .orElse(-1L))))
                        .toList(),
                evidence.find(incident, SchemaFingerprint.class)
                        .map(fenced -> evidence.get(incident, LostObjects.class).backIn(fenced))
                        .orElse(null),
                null,
                evidence.find(incident, Defects.class).orElse(null),
                columns.isEmpty()
                        ? null
                        : new PlannedValues(
                                evidence.get(incident, RestoredTables.class).rescueSchema(),
                                columns.stream()
                                        .map(back ->
                                                new PlannedTable(back.table(), back.oid(), back.valued(), back.key()))
                                        .toList()));
    }

    @Override
    public Optional<CameBack> cameBack(Findings findings) {
        return TablesCameBack.of(findings);
    }
}
