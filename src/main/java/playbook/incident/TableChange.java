package playbook.incident;

import java.util.Objects;

/**
 * What one transaction did to one table.
 *
 * @param table name at the time of the transaction, resolved although the table may be gone
 * @param oid the table's OID, 0 when it could not be found
 * @param rows rows changed, counted in the WAL; for TRUNCATE, DROP and ALTER the rows of the table, -1 when unknown; 0 for an
 *     ALTER that only hides them, as a new name does
 * @param detail of an ALTER, for example {@code drops column email}; of a DROP or TRUNCATE what it was, if it was no
 *     ordinary table; otherwise empty
 */
public record TableChange(TableName table, long oid, Operation operation, long rows, String detail) {

    /** Detail of a table whose rows are in no WAL and in no base backup. */
    public static final String UNLOGGED = "unlogged table";

    public TableChange {
        // Records of former versions have none.
        detail = Objects.requireNonNullElse(detail, "");
    }

    public TableChange(TableName table, long oid, Operation operation, long rows) {
        this(table, oid, operation, rows, "");
    }

    public TableChange withRows(long counted) {
        return new TableChange(table, oid, operation, counted, detail);
    }

    /** Of an ALTER: what it did to which table. */
    public String altered() {
        return detail + " of " + table + (rows <= 0 ? "" : ", which has " + Figures.rows(rows));
    }

    /** The sum of this change and another one of the same kind to the same table. */
    public TableChange plus(TableChange other) {
        return withRows(rows < 0 || other.rows < 0 ? -1 : rows + other.rows);
    }

    /** Whether it takes values away, or may have: every operation but one that only adds rows. */
    public boolean destroys() {
        return operation != Operation.INSERT;
    }

    /** False for a file or an OID that no catalog names: then it is a gap, and nobody can be accused. */
    public boolean named() {
        return !table.schema().equals(TableName.UNNAMED_SCHEMA);
    }

    /** What happened to rows or table. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE,
        DROP,
        /** The table stays, values in it do not: a column was dropped, or got a type that may not hold them. */
        ALTER
    }
}
