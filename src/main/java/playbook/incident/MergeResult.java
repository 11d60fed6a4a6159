package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What a merge put back into the live tables, in one transaction.
 *
 * @param rescueSchema schema that keeps the replaced values, from which the merge can be undone
 * @param found whether this merge had been committed by an earlier try, so that this try changed nothing
 */
public record MergeResult(String planHash, String rescueSchema, List<Merged> tables, Instant at, boolean found)
        implements RecoveryOutcome {

    @Override
    public boolean recovered() {
        return true;
    }

    @Override
    public Instant doneAt() {
        return at;
    }

    /**
     * One table's rows.
     *
     * @param removed rows that the culprit had added
     */
    public record Merged(TableName table, long oid, long inserted, long updated, long removed) {

        public Merged(TableName table, long oid, long inserted, long updated) {
            this(table, oid, inserted, updated, 0);
        }
    }
}
