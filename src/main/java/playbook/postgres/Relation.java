package playbook.postgres;

import org.jspecify.annotations.Nullable;
import playbook.incident.LargeObjects;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/**
 * A present or former row of {@code pg_class}.
 *
 * @param kind as in {@code pg_class}; {@code x} for a rewrite's working copy
 * @param persistence as in {@code pg_class}
 * @param rows the planner's estimate, -1 when there was none
 * @param root the topmost partitioned table above it; 0 when it is no partition, or this is unknown
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

    /** An unknown relation with this file, which belongs to no catalog. */
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

    /** Whether it holds rows, itself or in its partitions. */
    boolean holdsRows() {
        return (kind == 'r' || kind == 'p') && !temporary() && !system();
    }

    boolean temporary() {
        return persistence == 't';
    }

    boolean unlogged() {
        return persistence == 'u';
    }

    /** Whether it belongs to the system; false for large objects, which are user data in catalogs. */
    boolean system() {
        return ("pg_catalog".equals(schema) && !LargeObjects.isTable(oid))
                || "information_schema".equals(schema)
                || "pg_toast".equals(schema)
                || (schema != null && schema.startsWith("pg_temp_"));
    }

    /** A change that affects all its rows; their number may be unknown. */
    TableChange whole(TableChange.Operation operation) {
        return new TableChange(tableName(), oid, operation, -1, unlogged() ? TableChange.UNLOGGED : "");
    }
}
