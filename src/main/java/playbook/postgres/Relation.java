package playbook.postgres;

import org.jspecify.annotations.Nullable;
import playbook.incident.LargeObjects;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/**
 * A row of {@code pg_class}, as it is or as it was.
 *
 * @param kind as in {@code pg_class}; {@code x} for a rewrite's working copy
 * @param persistence as in {@code pg_class}
 * @param rows the planner's estimate, -1 when there was none
 * @param root the table it is a partition of, at the top; 0 when it is none, or was not asked for
 */
record Relation(
        long oid,
        long namespace,
        @Nullable String schema,
        String name,
        char kind,
        char persistence,
        WalFile file,
        boolean live,
        double rows,
        long root) {

    /** A file of which nothing is known but that it is none of a catalog's. */
    static Relation unnamed(WalFile file) {
        return new Relation(0, 0, TableName.UNNAMED_SCHEMA, "file " + file.number(), 'r', 'p', file, false, -1, 0);
    }

    Relation in(String schema) {
        return new Relation(oid, namespace, schema, name, kind, persistence, file, live, rows, root);
    }

    TableName tableName() {
        return new TableName(schema == null ? "(dropped schema)" : schema, name);
    }

    boolean userTable() {
        return kind == 'r' && !temporary() && !system();
    }

    /** Itself, or in its partitions. */
    boolean holdsRows() {
        return (kind == 'r' || kind == 'p') && !temporary() && !system();
    }

    boolean temporary() {
        return persistence == 't';
    }

    boolean unlogged() {
        return persistence == 'u';
    }

    /** Large objects are people's data, although they lie in the catalog. */
    boolean system() {
        return ("pg_catalog".equals(schema) && !LargeObjects.isTable(oid))
                || "information_schema".equals(schema)
                || "pg_toast".equals(schema)
                || (schema != null && schema.startsWith("pg_temp_"));
    }

    /** The operation takes all its rows, however many that are. */
    TableChange whole(TableChange.Operation operation) {
        return new TableChange(tableName(), oid, operation, -1, unlogged() ? TableChange.UNLOGGED : "");
    }
}
