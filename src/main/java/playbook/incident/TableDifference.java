package playbook.incident;

import java.util.List;

/**
 * What the culprit did to one table, row by row: the table just before against the table just after.
 *
 * @param columns names without generated columns, in the order of the file
 * @param types their types, as PostgreSQL writes them
 * @param key columns that identify a row, empty when none do
 * @param deleted rows that are gone after it
 * @param updated rows whose values differ
 * @param inserted rows that were not there before
 * @param touched rows there before and after which it wrote, also with the same values
 * @param file in the incident's {@code rows} folder
 * @param mismatches where these counts differ from the WAL's, for people; empty is the proof
 */
public record TableDifference(
        TableName table,
        long oid,
        List<String> columns,
        List<String> types,
        List<String> key,
        long before,
        long after,
        long deleted,
        long updated,
        long inserted,
        long touched,
        String file,
        String sha256,
        List<String> mismatches) {

    /** Whether no column identifies a row, so that rows can only be told apart by all their values. */
    public boolean lacksKey() {
        return key.isEmpty();
    }
}
