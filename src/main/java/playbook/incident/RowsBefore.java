package playbook.incident;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The culprit's tables were read as they were just before it.
 *
 * @param defects what did not hold in the database before the loss; null where the rows come from a partial copy, which
 *     does not tell, and in records of former versions
 * @param sequences where each stood that had given a number, by its quoted name, up to 32 numbers further than it had
 *     given; null in records of former versions
 */
public record RowsBefore(
        List<TableRows> tables,
        @Nullable Defects defects,
        @Nullable Map<String, Long> sequences) {

    public RowsBefore(List<TableRows> tables, @Nullable Defects defects) {
        this(tables, defects, null);
    }

    /** Rows of one table. */
    public record TableRows(TableName table, long oid, long rows) {}
}
