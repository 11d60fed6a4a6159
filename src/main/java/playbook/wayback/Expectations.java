package playbook.wayback;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Defects;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableName;

/**
 * What the validation compares the live database with, after a recovery.
 *
 * @param before counts and digests taken behind the fence, before the recovery wrote
 * @param changed tables that the recovery writes to; every other table must be unchanged
 * @param schema null when none was taken
 * @param defects defects before the loss, null when they were not looked for
 * @param defectsBehindTheFence defects when the incident began, likewise
 * @param planned values that the merged rows must have, null without a merge
 */
public record Expectations(
        RowCounts before,
        List<ExpectedTable> changed,
        @Nullable SchemaFingerprint schema,
        @Nullable Defects defects,
        @Nullable Defects defectsBehindTheFence,
        @Nullable PlannedValues planned) {

    /** @param rescueSchema has a table {@code rows_<oid>} for each of the tables, with the planned values */
    public record PlannedValues(String rescueSchema, List<PlannedTable> tables) {}

    /** @param key columns that identify a row, empty when the table has no key */
    public record PlannedTable(TableName table, long oid, List<String> columns, List<String> key) {}

    /**
     * A table that the recovery writes to.
     *
     * @param rows number that the table must have after the recovery, -1 when it was unreadable before
     * @param checksum digest over all its rows, where the recovery makes it anew; otherwise null
     */
    public record ExpectedTable(
            TableName table, long rows, @Nullable String checksum) {

        public ExpectedTable(TableName table, long rows) {
            this(table, rows, null);
        }
    }
}
