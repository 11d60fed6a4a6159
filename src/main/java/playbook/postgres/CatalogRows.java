package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decodes the catalog rows of one database from their bytes in the WAL. */
final class CatalogRows {

    private static final Pattern WORKING_COPY = Pattern.compile("pg_temp_\\d+");

    private static final String DATABASE = """
            SELECT d.oid, d.dattablespace
              FROM pg_catalog.pg_database AS d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";
    private static final String NAMESPACES = "SELECT oid, nspname FROM pg_catalog.pg_namespace";
    private static final String TYPES = "SELECT oid, pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type";

    /** A row of pg_namespace. */
    record Schema(long oid, String name) {}

    private final long database;
    private final long defaultTablespace;
    private final CatalogLayout classes;
    private final CatalogLayout attributes;
    private final CatalogLayout schemas;
    private final Map<Long, String> namespaces = new HashMap<>();
    private final Map<Long, String> types = new HashMap<>();

    private CatalogRows(Connection connection, long database, long defaultTablespace) throws SQLException {
        this.database = database;
        this.defaultTablespace = defaultTablespace;
        this.classes = CatalogLayout.of(connection, "pg_catalog.pg_class");
        this.attributes = CatalogLayout.of(connection, "pg_catalog.pg_attribute");
        this.schemas = CatalogLayout.of(connection, "pg_catalog.pg_namespace");
        Query.list(connection, NAMESPACES, row -> new Schema(row.getLong(1), Query.text(row, 2)))
                .forEach(schema -> namespaces.put(schema.oid(), schema.name()));
    }

    /** Reads what the decoder needs from the connection's database. */
    static CatalogRows load(Connection connection) throws SQLException {
        return Query.one(connection, DATABASE, row -> new CatalogRows(connection, row.getLong(1), row.getLong(2)));
    }

    void loadTypes(Connection connection) throws SQLException {
        Query.list(connection, TYPES, row -> Map.entry(row.getLong(1), Query.text(row, 2)))
                .forEach(type -> types.put(type.getKey(), type.getValue()));
    }

    /** OID of the database. */
    long database() {
        return database;
    }

    /** @param tablespace 0 for the database's own */
    WalFile file(long tablespace, long number) {
        return new WalFile(tablespace == 0 ? defaultTablespace : tablespace, number);
    }

    /** The relation that a row of pg_class describes. */
    Relation relation(byte[] row) {
        String name = classes.name(row, "relname");
        long namespace = classes.oid(row, "relnamespace");
        return new Relation(
                classes.oid(row, "oid"),
                namespace,
                namespaces.get(namespace),
                name,
                WORKING_COPY.matcher(name).matches() ? 'x' : classes.one(row, "relkind"),
                classes.one(row, "relpersistence"),
                file(classes.oid(row, "reltablespace"), classes.oid(row, "relfilenode")),
                false,
                Float.intBitsToFloat(classes.int32(row, "reltuples")),
                0);
    }

    /** Learns the schema that a row of pg_namespace describes; empty when it was known before. */
    Optional<Schema> learnNamespace(byte[] row) {
        Schema schema = new Schema(schemas.oid(row, "oid"), schemas.name(row, "nspname"));
        return namespaces.putIfAbsent(schema.oid(), schema.name()) == null ? Optional.of(schema) : Optional.empty();
    }

    /** The reader of changed definitions. */
    DefinitionChanges definitions(WalRelations relations) {
        return new DefinitionChanges(relations, classes, attributes);
    }

    String typeName(long oid) {
        return types.getOrDefault(oid, "a type that is gone");
    }
}
