package playbook.restore;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LostTables;
import playbook.incident.LostTables.LostTable;
import playbook.incident.TableChange;
import playbook.incident.TablesPlan.ColumnsBack;
import playbook.incident.TablesPlan.TableBack;
import playbook.platform.Job;

/** The three jobs that {@code restore-tables.sh} does, and what it tells of tables. */
final class RestoreTablesScript {

    /** How many rows a table had when the script counted. */
    record CountedRows(long oid, long rows) {}

    /** Columns of one table, as {@link ColumnsBack} tells of them. */
    record CountedColumns(
            long oid,
            List<String> key,
            List<String> columns,
            long rows,
            long changedSince,
            long goneSince,
            long laterRows) {}

    private RestoreTablesScript() {}

    static Job job(String mode, Incident incident, String jobName, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("MODE", mode);
        environment.put("RESCUE_SCHEMA", MergeSql.rescueSchema(incident.key()));
        return Job.script(
                jobName,
                incident.target(),
                "playbook/restore/restore-tables.sh",
                Map.copyOf(environment),
                Duration.ofHours(24));
    }

    /**
     * The lost columns by their tables' names.
     *
     * @throws HintedException when those of a table are missing
     */
    static List<ColumnsBack> mustBeOf(Culprit culprit, List<CountedColumns> counted) {
        Set<Long> missing = new TreeSet<>(DroppedTables.withoutColumns(culprit));
        counted.forEach(one -> missing.remove(one.oid()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "the columns of the tables with the OIDs " + missing + " did not come back.",
                    "read the job's log; or choose another way back.");
        }
        return counted.stream()
                .map(one -> new ColumnsBack(
                        culprit.tables().stream()
                                .filter(change -> change.oid() == one.oid())
                                .map(TableChange::table)
                                .findFirst()
                                .orElseThrow(() -> new HintedException(
                                        "the table with the OID " + one.oid() + " is none of the culprit's.",
                                        "read the job's log.")),
                        one.oid(),
                        one.key(),
                        one.columns(),
                        one.rows(),
                        one.changedSince(),
                        one.goneSince(),
                        one.laterRows()))
                .toList();
    }

    /**
     * The tables with their rows.
     *
     * @throws HintedException when one is missing, or has not the rows that it had just before the culprit
     */
    static List<TableBack> mustHaveTheirRows(LostTables lost, List<CountedRows> counted) {
        for (LostTable table : lost.tables()) {
            long rows = counted.stream()
                    .filter(one -> one.oid() == table.oid())
                    .mapToLong(CountedRows::rows)
                    .findFirst()
                    .orElse(-1);
            if (rows != table.rows()) {
                throw new HintedException(
                        "%s had %d rows just before the loss, %s came back."
                                .formatted(table.table(), table.rows(), rows < 0 ? "none" : Long.toString(rows)),
                        "read the job's log; the archive or the replay is not what it should be.");
            }
        }
        return lost.tables().stream()
                .map(table -> new TableBack(table.table(), table.oid(), table.rows()))
                .toList();
    }
}
