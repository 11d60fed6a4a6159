package playbook.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/**
 * Gives the files and OIDs in the WAL their table names. Beside the catalog as it is, it knows rows of {@code pg_class}
 * that are dead but not yet pruned, read from the catalog's own file: so tables that were dropped or truncated keep their
 * names while the pin holds. A dropped table whose row is gone is named by its OID.
 */
public final class WalRelations {

    /** @param rows the planner's estimate, -1 when there was none */
    record Relation(
            long oid, @Nullable String schema, String name, char kind, WalFile file, boolean live, double rows) {

        TableName tableName() {
            return new TableName(schema == null ? "(dropped schema)" : schema, name);
        }

        boolean userTable() {
            return kind == 'r'
                    && !"pg_catalog".equals(schema)
                    && !"information_schema".equals(schema)
                    && !"pg_toast".equals(schema);
        }
    }

    private static final long FIRST_NORMAL_OID = 16384;
    private static final int BLOCK = 8192;

    private static final String DATABASE = """
            SELECT d.oid, d.dattablespace, pg_catalog.current_setting('server_version_num')::pg_catalog.int4
              FROM pg_catalog.pg_database AS d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";
    private static final String CATALOG_FILE = """
            SELECT pg_catalog.pg_read_binary_file(
                pg_catalog.pg_relation_filepath('pg_catalog.pg_class'::pg_catalog.regclass), ?, ?, true)""";
    private static final String NAMESPACES = "SELECT oid, nspname FROM pg_catalog.pg_namespace";
    private static final String LIVE = """
            SELECT c.oid, n.nspname, c.relname, c.relkind::pg_catalog.text, c.reltablespace,
                   pg_catalog.pg_relation_filenode(c.oid), c.reltuples
              FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace""";

    private final long database;
    private final long defaultTablespace;
    private final int major;
    private final Map<Long, String> namespaces = new HashMap<>();
    private final Map<Long, Relation> byOid = new HashMap<>();
    private final Map<WalFile, Relation> byFile = new HashMap<>();

    private WalRelations(long database, long defaultTablespace, int major) {
        this.database = database;
        this.defaultTablespace = defaultTablespace;
        this.major = major;
    }

    /** Reads the catalog of the connection's database. The dead rows are read first: reading the live ones may prune. */
    public static WalRelations load(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            WalRelations relations;
            try (ResultSet row = statement.executeQuery(DATABASE)) {
                row.next();
                relations = new WalRelations(row.getLong(1), row.getLong(2), row.getInt(3) / 10_000);
            }
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
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4).charAt(0),
                            relations.file(rows.getLong(5), rows.getLong(6)),
                            true,
                            rows.getDouble(7)));
                }
            }
            return relations;
        }
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

    /** Every row version on a page of pg_class, dead or alive; its first columns have fixed places. */
    private void readPage(byte[] bytes, int page) {
        int lower = WalPage.uint16(bytes, page + 12);
        for (int line = 24; line + 4 <= lower && lower <= BLOCK; line += 4) {
            int item = WalPage.int32(bytes, page + line);
            int offset = item & 0x7FFF;
            int length = item >>> 17;
            boolean normal = (item >>> 15 & 3) == 1;
            if (normal && length > 150 && offset + length <= BLOCK) {
                readRow(bytes, page + offset + (bytes[page + offset + 22] & 0xFF));
            }
        }
    }

    private void readRow(byte[] bytes, int at) {
        int afterEstimates = at + (major >= 18 ? 112 : 108);
        char kind = (char) bytes[afterEstimates + 7];
        String name = text(bytes, at + 4);
        if (name.isEmpty()) {
            return;
        }
        boolean transientCopy = name.matches("pg_temp_\\d+");
        Relation relation = new Relation(
                Integer.toUnsignedLong(WalPage.int32(bytes, at)),
                namespaces.get(Integer.toUnsignedLong(WalPage.int32(bytes, at + 68))),
                name,
                transientCopy ? 'x' : kind,
                file(
                        Integer.toUnsignedLong(WalPage.int32(bytes, at + 92)),
                        Integer.toUnsignedLong(WalPage.int32(bytes, at + 88))),
                false,
                Float.intBitsToFloat(WalPage.int32(bytes, at + 100)));
        if (transientCopy) {
            // A rewrite's working copy, which swaps files with its table: its own files are the table's.
            byOid.put(relation.oid(), relation);
        } else {
            put(relation);
        }
    }

    private static String text(byte[] bytes, int at) {
        int end = at;
        while (end < at + 64 && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, java.nio.charset.StandardCharsets.UTF_8);
    }

    private @Nullable Relation of(WalFile file) {
        return byFile.get(file);
    }

    /**
     * What the transaction did to user tables, the worst first: catalogs, TOAST and materialized views are left out, and
     * rewrites that keep the rows are no change.
     */
    public List<TableChange> changes(WalTransaction transaction) {
        List<TableChange> changes = new ArrayList<>();
        if (!transaction.removed().isEmpty()) {
            wholeTables(transaction, changes);
        }
        Set<Long> counted = new HashSet<>();
        changes.forEach(change -> counted.add(change.oid()));
        for (WalTransaction.Rows rows : transaction.rows()) {
            rowChanges(transaction, rows, counted, changes);
        }
        changes.sort((a, b) -> {
            int worst = Integer.compare(severity(b.operation()), severity(a.operation()));
            return worst != 0 ? worst : Long.compare(b.rows(), a.rows());
        });
        return changes;
    }

    private static int severity(Operation operation) {
        return switch (operation) {
            case DROP -> 4;
            case TRUNCATE -> 3;
            case DELETE, UPDATE -> 2;
            case INSERT -> 0;
        };
    }

    private void rowChanges(
            WalTransaction transaction, WalTransaction.Rows rows, Set<Long> whole, List<TableChange> changes) {
        Optional<Relation> table = userTable(rows.file());
        if (table.isEmpty()) {
            return;
        }
        Relation relation = table.get();
        boolean rewritten = transaction.created().contains(rows.file()) && !whole.contains(relation.oid());
        if (rewritten
                && transaction.locked().contains(relation.oid())
                && !transaction.removed().isEmpty()) {
            return;
        }
        add(changes, relation, Operation.DELETE, rows.deleted());
        add(changes, relation, Operation.UPDATE, rows.updated());
        add(changes, relation, Operation.INSERT, rows.inserted());
    }

    private static void add(List<TableChange> changes, Relation relation, Operation operation, long rows) {
        if (rows > 0) {
            changes.add(new TableChange(relation.tableName(), relation.oid(), operation, rows));
        }
    }

    /** The user table a file belongs to, or belonged to; an unknown file of a user's relation counts as one. */
    Optional<Relation> userTable(WalFile file) {
        Relation relation = of(file);
        if (relation != null) {
            return relation.userTable() ? Optional.of(relation) : Optional.empty();
        }
        if (file.number() < FIRST_NORMAL_OID) {
            return Optional.empty();
        }
        return Optional.of(
                new Relation(0, null, "dropped table with file number " + file.number(), 'r', file, false, -1));
    }

    private void wholeTables(WalTransaction transaction, List<TableChange> changes) {
        Set<Long> seen = new HashSet<>();
        boolean unnamed = false;
        // DROP INDEX locks the index's live table first; DROP TABLE begins with the table itself.
        boolean indexes = false;
        for (long oid : transaction.locked()) {
            if (!seen.add(oid)) {
                continue;
            }
            Relation relation = byOid.get(oid);
            boolean forgotten = transaction.forgotten().contains(oid);
            boolean gone = relation == null || !relation.live();
            boolean dropped = transaction.major() >= 15
                    ? forgotten
                    : gone && transaction.created().isEmpty();
            if (relation == null) {
                // Its indexes and TOAST table are locked after the table itself: name the first one only. A transaction
                // that also made files may have rewritten a table, and dropped but its own working copy.
                if (dropped && !unnamed && !indexes && transaction.created().isEmpty()) {
                    unnamed = true;
                    changes.add(new TableChange(
                            new TableName("(unknown)", "dropped relation with oid " + oid), oid, Operation.DROP, -1));
                }
            } else if (relation.userTable() && (dropped || emptied(transaction, relation))) {
                changes.add(
                        new TableChange(relation.tableName(), oid, dropped ? Operation.DROP : Operation.TRUNCATE, -1));
            }
            indexes = relation != null && relation.live() && relation.userTable();
        }
    }

    /** TRUNCATE gives the table a new, empty file. A rewrite does too, but fills it with the old rows. */
    private boolean emptied(WalTransaction transaction, Relation relation) {
        if (transaction.truncated().contains(relation.oid())) {
            return true;
        }
        boolean replaced = false;
        for (WalFile created : transaction.created()) {
            Relation now = of(created);
            replaced |= now != null && now.oid() == relation.oid();
        }
        for (WalFile removed : transaction.removed()) {
            Relation before = of(removed);
            replaced |= before != null && before.oid() == relation.oid();
        }
        return replaced && !rewritten(transaction, relation);
    }

    private boolean rewritten(WalTransaction transaction, Relation relation) {
        if (transaction.major() >= 15) {
            // A rewrite builds a transient table and drops it: its OID is younger than the table's and nowhere else.
            return transaction.forgotten().stream().anyMatch(this::transientCopy);
        }
        for (WalFile created : transaction.created()) {
            Relation now = of(created);
            boolean its = now != null && now.oid() == relation.oid();
            boolean filled = transaction.imaged().contains(created)
                    || transaction.rows().stream().anyMatch(rows -> rows.file().equals(created) && rows.inserted() > 0);
            if (its && filled) {
                return true;
            }
        }
        return false;
    }

    private boolean transientCopy(long oid) {
        Relation relation = byOid.get(oid);
        return relation == null || relation.kind() == 'x';
    }

    /** The planner's last estimate of a table's rows, -1 when unknown; a hint for ranking, never a count. */
    public double estimatedRows(long oid) {
        Relation relation = byOid.get(oid);
        return relation == null ? -1 : relation.rows();
    }
}
