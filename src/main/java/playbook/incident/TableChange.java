package playbook.incident;

/**
 * What one transaction did to one table.
 *
 * @param table name at the time of the transaction, resolved although the table may be gone
 * @param oid the table's OID, 0 when it could not be found
 * @param rows rows changed, counted in the WAL; for TRUNCATE and DROP the rows of the last baseline, -1 when unknown
 */
public record TableChange(TableName table, long oid, Operation operation, long rows) {
    /** What happened to rows or table. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE,
        DROP
    }
}
