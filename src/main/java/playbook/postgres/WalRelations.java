package playbook.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import playbook.incident.LargeObjects;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/**
 * Gives the files and OIDs in the WAL their table names. Beside the catalog as it is, it knows rows of {@code pg_class}
 * that are dead but not yet pruned, read from the catalog's own file, and those which the WAL itself tells while it is
 * read ({@link WalCatalog}): so tables that were dropped, emptied or rewritten keep their names.
 */
public final class WalRelations {

    /**
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
    }

    static final long PG_NAMESPACE = 2615;
    static final long FIRST_NORMAL_OID = 16384;
    private static final int BLOCK = 8192;
    private static final Pattern WORKING_COPY = Pattern.compile("pg_temp_\\d+");

    private static final String DATABASE = """
            SELECT d.oid, d.dattablespace
              FROM pg_catalog.pg_database AS d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";
    private static final String CATALOG_FILE = """
            SELECT pg_catalog.pg_read_binary_file(
                pg_catalog.pg_relation_filepath('pg_catalog.pg_class'::pg_catalog.regclass), ?, ?, true)""";
    private static final String NAMESPACES = "SELECT oid, nspname FROM pg_catalog.pg_namespace";
    private static final String TYPES = "SELECT oid, pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type";
    private static final String LIVE = """
            SELECT c.oid, n.oid, n.nspname, c.relname, c.relkind::pg_catalog.text,
                   c.relpersistence::pg_catalog.text, c.reltablespace,
                   pg_catalog.pg_relation_filenode(c.oid), c.reltuples,
                   CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid ELSE 0 END
              FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace""";

    private final long database;
    private final long defaultTablespace;
    private final CatalogLayout classes;
    private final CatalogLayout attributes;
    private final CatalogLayout schemas;
    private final Map<Long, String> namespaces = new HashMap<>();
    private final Map<Long, String> types = new HashMap<>();
    private final Map<Long, Relation> byOid = new HashMap<>();
    private final Map<WalFile, Relation> byFile = new HashMap<>();
    private final Map<Long, Set<Integer>> mapped = new HashMap<>();
    private final Set<Long> catalogFiles = new HashSet<>();
    private final RelationChanges changes = new RelationChanges(this);
    private long learned;
    private long unresolved;

    private WalRelations(Connection connection, long database, long defaultTablespace) throws SQLException {
        this.database = database;
        this.defaultTablespace = defaultTablespace;
        this.classes = CatalogLayout.of(connection, "pg_catalog.pg_class");
        this.attributes = CatalogLayout.of(connection, "pg_catalog.pg_attribute");
        this.schemas = CatalogLayout.of(connection, "pg_catalog.pg_namespace");
    }

    /** Reads the catalog of the connection's database. The dead rows are read first: reading the live ones may prune. */
    public static WalRelations load(Connection connection) throws SQLException {
        WalRelations relations =
                Query.one(connection, DATABASE, row -> new WalRelations(connection, row.getLong(1), row.getLong(2)));
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(NAMESPACES)) {
                while (rows.next()) {
                    relations.namespaces.put(rows.getLong(1), rows.getString(2));
                }
            }
            relations.readDead(connection);
            try (ResultSet rows = statement.executeQuery(LIVE)) {
                while (rows.next()) {
                    relations.put(new Relation(
                            rows.getLong(1),
                            rows.getLong(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5).charAt(0),
                            rows.getString(6).charAt(0),
                            relations.file(rows.getLong(7), rows.getLong(8)),
                            true,
                            rows.getDouble(9),
                            rows.getLong(10)));
                }
            }
            try (ResultSet rows = statement.executeQuery(TYPES)) {
                while (rows.next()) {
                    relations.types.put(rows.getLong(1), rows.getString(2));
                }
            }
        }
        return relations;
    }

    public long database() {
        return database;
    }

    private WalFile file(long tablespace, long number) {
        return new WalFile(tablespace == 0 ? defaultTablespace : tablespace, number);
    }

    private void put(Relation relation) {
        byOid.put(relation.oid(), relation);
        if (relation.file().number() != 0) {
            byFile.put(relation.file(), relation);
        }
    }

    private void readDead(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CATALOG_FILE)) {
            int wanted = 256 * BLOCK;
            for (long offset = 0; ; offset += wanted) {
                statement.setLong(1, offset);
                statement.setLong(2, wanted);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    byte[] bytes = row.getBytes(1);
                    if (bytes == null) {
                        return;
                    }
                    for (int page = 0; page + BLOCK <= bytes.length; page += BLOCK) {
                        readPage(bytes, page);
                    }
                    if (bytes.length < wanted) {
                        return;
                    }
                }
            }
        }
    }

    /** Every row version on a page of pg_class, dead or alive. */
    private void readPage(byte[] bytes, int page) {
        int lower = WalPage.uint16(bytes, page + 12);
        for (int line = 24; line + 4 <= lower && lower <= BLOCK; line += 4) {
            byte[] row = CatalogPages.row(bytes, page, line);
            if (row != null) {
                keep(row);
            }
        }
    }

    /** A version of a row of pg_class that the WAL told. What the catalog itself says is not overruled. */
    void learn(byte[] row) {
        if (keep(row)) {
            learned++;
        }
    }

    private boolean keep(byte[] row) {
        Relation relation = relation(row, false);
        if (relation.name().isEmpty()) {
            return false;
        }
        Relation known = byOid.get(relation.oid());
        boolean news = known == null;
        if (known == null || (!known.live() && known.kind() != 'x')) {
            byOid.put(relation.oid(), relation);
        }
        // A rewrite's working copy swaps files with its table: its own files are the table's.
        if (relation.kind() != 'x' && relation.file().number() != 0) {
            Relation owner = known == null ? relation : known;
            news |= byFile.putIfAbsent(relation.file(), owner) == null;
        }
        return news;
    }

    void learnNamespace(byte[] row) {
        long oid = schemas.oid(row, "oid");
        String name = schemas.name(row, "nspname");
        if (namespaces.putIfAbsent(oid, name) == null) {
            learned++;
            byOid.replaceAll((same, relation) -> named(relation, oid, name));
            byFile.replaceAll((same, relation) -> named(relation, oid, name));
        }
    }

    private static Relation named(Relation relation, long namespace, String schema) {
        return relation.schema() == null && relation.namespace() == namespace ? relation.in(schema) : relation;
    }

    /** The relation that a row of pg_class describes. */
    Relation relation(byte[] row, boolean live) {
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
                live,
                Float.intBitsToFloat(classes.int32(row, "reltuples")),
                0);
    }

    /** Reads what changes of definitions mean for the rows. */
    DefinitionChanges definitions() {
        return new DefinitionChanges(this, classes, attributes);
    }

    String typeName(long oid) {
        return types.getOrDefault(oid, "a type that is gone");
    }

    /** The map of the most basic catalogs said so: remembered for the next reading from the beginning. */
    void mapped(long catalog, int file) {
        if (mapped.computeIfAbsent(catalog, none -> new HashSet<>()).add(file)) {
            learned++;
        }
    }

    /** A file that belongs or belonged to a catalog, so that no user's rows are in it. */
    void catalogs(int file) {
        catalogFiles.add(Integer.toUnsignedLong(file));
    }

    /** The files a catalog has now, had at first, and had between as far as the WAL told. */
    Set<Integer> filesOf(long catalog) {
        Set<Integer> files = new HashSet<>(mapped.getOrDefault(catalog, Set.of()));
        files.add((int) catalog);
        Relation now = byOid.get(catalog);
        if (now != null) {
            files.add((int) now.file().number());
        }
        return files;
    }

    @Nullable
    Relation of(WalFile file) {
        return byFile.get(file);
    }

    @Nullable
    Relation of(long oid) {
        return byOid.get(oid);
    }

    /**
     * What the transaction did to user tables, the worst first: catalogs, TOAST and materialized views are left out, and
     * rewrites that keep the rows are no change.
     */
    public List<TableChange> changes(WalTransaction transaction) {
        return changes.of(transaction);
    }

    /** What it dropped beside tables, in plain words: views, indexes, sequences. */
    public List<String> alsoDropped(WalTransaction transaction) {
        return changes.alsoDropped(transaction);
    }

    /** The tables that the transaction made. */
    public Set<Long> created(WalTransaction transaction) {
        return Set.copyOf(transaction.catalog().created);
    }

    /** The table a partition belongs to, at the top; its own OID when it is none. */
    public long root(long oid) {
        Relation relation = byOid.get(oid);
        return relation == null || relation.root() == 0 ? oid : relation.root();
    }

    /** The user table a file belongs to, or belonged to; an unknown file of a user's relation counts as one. */
    Optional<Relation> userTable(WalFile file) {
        Relation relation = of(file);
        if (relation != null) {
            if (relation.schema() == null) {
                unresolved();
            }
            return relation.userTable() ? Optional.of(relation) : Optional.empty();
        }
        if (file.number() < FIRST_NORMAL_OID || catalogFiles.contains(file.number())) {
            return Optional.empty();
        }
        unresolved();
        return Optional.of(
                new Relation(0, 0, TableName.UNNAMED_SCHEMA, "file " + file.number(), 'r', 'p', file, false, -1, 0));
    }

    void unresolved() {
        unresolved++;
    }

    /** How often a file or an OID had no name when it was asked for. */
    public long unresolvedNames() {
        return unresolved;
    }

    /** How much was learned from the WAL: when it grows, names that were missing may be there in a second reading. */
    public long learnedNames() {
        return learned;
    }

    /** The planner's last estimate of a table's rows, -1 when unknown; a hint for ranking, never a count. */
    public double estimatedRows(long oid) {
        Relation relation = byOid.get(oid);
        return relation == null ? -1 : relation.rows();
    }
}
