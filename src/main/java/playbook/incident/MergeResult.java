package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What was put back, in one transaction.
 *
 * @param rescueSchema where the values that were replaced are kept, and from which it can be undone
 * @param found whether this merge had been committed before, so that nothing was changed now
 */
public record MergeResult(String planHash, String rescueSchema, List<Merged> tables, Instant at, boolean found) {

    /**
     * One table's rows.
     *
     * @param removed which the culprit had added
     */
    public record Merged(TableName table, long oid, long inserted, long updated, long removed) {

        public Merged(TableName table, long oid, long inserted, long updated) {
            this(table, oid, inserted, updated, 0);
        }
    }
}
