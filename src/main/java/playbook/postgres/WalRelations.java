package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableChange;
import playbook.incident.TableName;

/**
 * Finds the table names for files and OIDs in the WAL. Besides the present catalog it knows dead rows of
 * {@code pg_class} that are not yet pruned, from the catalog's file, and rows that the WAL contains
 * ({@link WalCatalog}). So it also knows the names of tables that were dropped, emptied or rewritten.
 */
public final class WalRelations {

    private static final long FIRST_NORMAL_OID = 16384;
    /** pg_statistic and pg_statistic_ext_data, which ANALYZE writes. */
    private static final Set<Long> STATISTICS = Set.of(2619L, 3429L);

    private final CatalogRows rows;
    private final CatalogFiles catalogFiles = new CatalogFiles();
    private final KnownRelations known = new KnownRelations();
    private final RelationChanges changes = new RelationChanges(this);
    private long learned;
    private long unresolved;

    private WalRelations(CatalogRows rows) {
        this.rows = rows;
    }

    /** Reads the catalog of the connection's database. The dead rows are read first: reading the live ones may prune. */
    public static WalRelations load(Connection connection) throws SQLException {
        WalRelations relations = new WalRelations(CatalogRows.load(connection));
        PgClass.versions(connection, row -> relations.known.learn(relations.rows.relation(row)));
        PgClass.live(connection, relations.rows, relations.known::put);
        relations.rows.loadTypes(connection);
        return relations;
    }

    public long database() {
        return rows.database();
    }

    CatalogRows rows() {
        return rows;
    }

    CatalogFiles catalogFiles() {
        return catalogFiles;
    }

    /** A version of a row of pg_class that the WAL told. */
    void learn(byte[] row) {
        if (known.learn(rows.relation(row))) {
            learned++;
        }
    }

    /** A version of a row of pg_namespace that the WAL told. */
    void learnNamespace(byte[] row) {
        rows.learnNamespace(row).ifPresent(schema -> {
            learned++;
            known.learn(schema);
        });
    }

    @Nullable
    Relation of(WalFile file) {
        return known.of(file);
    }

    @Nullable
    Relation of(long oid) {
        return known.of(oid);
    }

    /** The same relation, with its schema's name if that became known only later. */
    Relation newest(Relation relation) {
        Relation now = of(relation.oid());
        if (relation.schema() == null && (now == null || now.schema() == null)) {
            unresolved();
        }
        return now != null && relation.schema() == null && now.kind() != 'x' ? now : relation;
    }

    /**
     * What the transaction did to user tables, the worst first: catalogs, TOAST and materialized views are left out, and
     * rewrites that keep the rows are no change.
     */
    public List<TableChange> changes(WalTransaction transaction) {
        return changes.of(transaction);
    }

    /** Whether it changed or dropped something that the catalogs define; what it only made anew does not count. */
    public boolean changesDefinitions(WalTransaction transaction) {
        return transaction.rows().stream()
                .filter(rows -> rows.updated() + rows.deleted() > 0)
                .anyMatch(rows -> defines(rows.file()));
    }

    /** Statistics of the planner are no definitions, large objects are data. */
    private boolean defines(WalFile file) {
        Relation relation = of(file);
        return relation == null
                ? file.number() < FIRST_NORMAL_OID || catalogFiles.contains(file)
                : "pg_catalog".equals(relation.schema()) && relation.system() && !STATISTICS.contains(relation.oid());
    }

    /** What it dropped other than tables, in words: views, indexes, sequences. */
    public List<String> alsoDropped(WalTransaction transaction) {
        return changes.alsoDropped(transaction);
    }

    /** The tables that the transaction made. */
    public Set<Long> created(WalTransaction transaction) {
        return Set.copyOf(transaction.catalog().created);
    }

    /** The table a partition belongs to, at the top; its own OID when it is none. */
    public long root(long oid) {
        Relation relation = of(oid);
        return relation == null || relation.root() == 0 ? oid : relation.root();
    }

    /** The name of the table that a partition belongs to, at the top; empty when it is none, or that is unknown. */
    public Optional<TableName> rootName(long oid) {
        return root(oid) == oid
                ? Optional.empty()
                : Optional.ofNullable(of(root(oid))).map(Relation::tableName);
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
        if (file.number() < FIRST_NORMAL_OID || catalogFiles.contains(file)) {
            return Optional.empty();
        }
        unresolved();
        return Optional.of(Relation.unnamed(file));
    }

    void unresolved() {
        unresolved++;
    }

    /** How often the name of a file or an OID was asked for and unknown. */
    public long unresolvedNames() {
        return unresolved;
    }

    /** How many names were learned from the WAL; if it has grown, a second reading may know names that were missing. */
    public long learnedNames() {
        return learned + catalogFiles.learned();
    }

    /** The planner's last estimate of a table's rows, -1 when unknown; a hint for ranking, never a count. */
    public double estimatedRows(long oid) {
        Relation relation = of(oid);
        return relation == null ? -1 : relation.rows();
    }
}
