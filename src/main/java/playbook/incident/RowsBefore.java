package playbook.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The culprit's tables were read as they were just before it.
 *
 * @param defects what did not hold in the database before the loss; null in records of former versions
 */
public record RowsBefore(List<TableRows> tables, @Nullable Defects defects) {

    /** Rows of one table. */
    public record TableRows(TableName table, long oid, long rows) {}
}
