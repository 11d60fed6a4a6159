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
 * @param changed tables the recovery writes to; every other one must be as it was
 * @param schema null when none was taken
 * @param defects what did not hold before the loss, null when that was not looked at
 * @param defectsBehindTheFence what did not hold when the incident began, likewise
 * @param planned null without a merge
 */
public record Expectations(
        RowCounts before,
        List<ExpectedTable> changed,
        @Nullable SchemaFingerprint schema,
        @Nullable Defects defects,
        @Nullable Defects defectsBehindTheFence,
        @Nullable PlannedValues planned) {

    /** @param rescueSchema holds one table {@code rows_<oid>} for each, with the values as the plan gives them back */
    public record PlannedValues(String rescueSchema, List<PlannedTable> tables) {}

    /** @param key columns by which a row is told, empty when only all its values tell it */
    public record PlannedTable(TableName table, long oid, List<String> columns, List<String> key) {}

    /** @param rows that a table which the recovery writes to must have afterwards, -1 when it was unreadable before */
    public record ExpectedTable(TableName table, long rows) {}
}
