package playbook.incident;

import java.util.List;

/**
 * What the tables must hold after the merge: rows counted before it plus rows given back. Recorded by the step that
 * plans or merges; without it the validation computes the same from {@link RowCounts} and {@link Culprit}.
 *
 * @param changed tables the recovery writes to, with their rows afterwards; every other table must be unchanged
 */
public record ExpectedRows(List<ExpectedTable> changed) {

    /** Rows that the table must have. */
    public record ExpectedTable(TableName table, long rows) {}
}
