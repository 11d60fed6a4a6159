package playbook.incident;

import java.util.List;

/**
 * What the culprit did to one table, row by row: the differences between the table just before and just after the
 * culprit.
 *
 * @param columns column names in the order of the file, without generated columns
 * @param types their types, as PostgreSQL writes them
 * @param key columns that identify a row, empty when none do
 * @param deleted rows that no longer exist after the culprit
 * @param updated rows whose values differ
 * @param inserted rows that were not there before
 * @param touched rows that exist before and after, and were written by the culprit, even with the same values
 * @param file file name in the incident's {@code rows} folder
 * @param mismatches differences between these counts and the counts from the WAL, in words; empty when both agree
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

    /** Whether the table has no key, so that a row can only be identified by all its values. */
    public boolean lacksKey() {
        return key.isEmpty();
    }
}
