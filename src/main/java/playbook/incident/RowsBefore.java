package playbook.incident;

import java.util.List;

/** The culprit's tables were read as they were just before it. */
public record RowsBefore(List<TableRows> tables) {

    /** Rows of one table. */
    public record TableRows(TableName table, long oid, long rows) {}
}
