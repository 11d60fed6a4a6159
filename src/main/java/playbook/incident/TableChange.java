package playbook.incident;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one transaction did to one table.
 *
 * @param table name at the time of the transaction, also for a table that no longer exists
 * @param oid the table's OID, 0 when it could not be found
 * @param rows rows changed, counted in the WAL; for TRUNCATE, DROP and ALTER the rows of the table, -1 when unknown; 0
 *     for an ALTER that only hides them, such as a new name
 * @param detail for an ALTER what it did, for example {@code drops column email}; for a DROP or TRUNCATE the kind of
 *     object, if it was not an ordinary table; otherwise empty
 */
public record TableChange(TableName table, long oid, Operation operation, long rows, String detail) {

    /** Detail of an unlogged table, whose rows are in no WAL and in no base backup. */
    public static final String UNLOGGED = "unlogged table";

    /** Begin of the detail of a dropped column; its name follows. */
    public static final String DROPS_COLUMN = "drops column ";

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

    /** Whether it dropped columns of a table that is still there, and changed no other values of it. */
    public boolean dropsColumnsOnly() {
        return operation == Operation.ALTER
                && rows != 0
                && Stream.of(detail.split(", ")).allMatch(what -> what.startsWith(DROPS_COLUMN));
    }

    /** For an ALTER: what it did to which table. */
    public String altered() {
        return detail + " of " + table + (rows <= 0 ? "" : ", which has " + Figures.rows(rows));
    }

    /** The sum of this change and another one of the same kind to the same table. */
    public TableChange plus(TableChange other) {
        return withRows(rows < 0 || other.rows < 0 ? -1 : rows + other.rows);
    }

    /** Whether it destroyed values or may have done so: true for every operation except INSERT. */
    public boolean destroys() {
        return operation != Operation.INSERT;
    }

    /**
     * Whether the table is known; false for a file or an OID that is in no catalog, which counts as a gap in the
     * search.
     */
    public boolean named() {
        return !table.schema().equals(TableName.UNNAMED_SCHEMA);
    }

    /** What happened to the rows or the table. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE,
        DROP,
        /**
         * The table remains but values in it are lost: a column was dropped, or got a type that cannot hold them. Also
         * a change that only hides rows.
         */
        ALTER
    }
}
