package playbook.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Resource;

/**
 * Compares every B-tree index with its table, in both directions. Where amcheck is not there yet, it is created in a
 * schema of its own inside a transaction that is rolled back: also after a crash the database is as it was.
 */
final class IndexChecks {

    private static final String SCHEMA = "playbook_amcheck";

    /** @param reading null when the index cannot give its values back */
    private record Index(
            long oid, String name, String plain, @Nullable String reading) {}

    private final Connection session;
    private final List<Index> indexes = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    private IndexChecks(Connection session) {
        this.session = session;
    }

    static Verdict agree(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try {
            return new IndexChecks(session).compare();
        } finally {
            session.rollback();
        }
    }

    private Verdict compare() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Resource.text("playbook/validate/indexes-to-check.sql"))) {
            while (row.next()) {
                indexes.add(new Index(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        if (indexes.isEmpty()) {
            return Verdict.notLookedAt("there is no B-tree index");
        }
        List<String> notInIndex = amcheck();
        int entries = 0;
        for (Index index : indexes) {
            entries += entriesAreRows(index) ? 1 : 0;
        }
        String bothWays = "; of " + entries + " of them each entry was compared with its row, too";
        if (!troubles.isEmpty() || notInIndex.isEmpty()) {
            return Verdict.of(troubles, indexes.size() + " indexes hold what their tables hold" + bothWays);
        }
        return Verdict.notLookedAt(notInIndex.get(0) + bothWays);
    }

    /** Each row is in its index. Why not when this cannot be looked at, else empty. */
    private List<String> amcheck() throws SQLException {
        try (Statement statement = session.createStatement()) {
            String schema = installed(statement);
            if (schema.isEmpty()) {
                Savepoint before = session.setSavepoint();
                try {
                    statement.execute("create schema " + SCHEMA);
                    statement.execute("create extension amcheck with schema " + SCHEMA);
                    schema = SCHEMA;
                } catch (SQLException e) {
                    session.rollback(before);
                    return List.of("not available: amcheck cannot be created here: " + e.getMessage());
                }
            }
            rowsAreInTheirIndexes(statement.enquoteIdentifier(schema, true));
            return List.of();
        }
    }

    private static String installed(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                select n.nspname
                from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
                where e.extname = 'amcheck'
                """)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private void rowsAreInTheirIndexes(String schema) throws SQLException {
        try (PreparedStatement check = session.prepareStatement(
                "select " + schema + ".bt_index_check(?::pg_catalog.oid::pg_catalog.regclass, true)")) {
            for (Index index : indexes) {
                Savepoint before = session.setSavepoint();
                try {
                    check.setLong(1, index.oid());
                    check.execute();
                    session.releaseSavepoint(before);
                } catch (SQLException e) {
                    session.rollback(before);
                    troubles.add(index.name() + ": " + e.getMessage());
                }
            }
        }
    }

    /** False when the planner would not read this index alone: then nothing was compared. */
    private boolean entriesAreRows(Index index) throws SQLException {
        if (index.reading() == null) {
            return false;
        }
        Savepoint before = session.setSavepoint();
        try (Statement statement = session.createStatement()) {
            read(statement, "on", "off");
            String table = sums(statement, index.reading());
            read(statement, "off", "on");
            if (!reads(statement, index)) {
                return false;
            }
            String entries = sums(statement, index.reading());
            if (!table.equals(entries)) {
                troubles.add(index.name() + " holds other entries than its table has rows: " + number(entries)
                        + " entries, " + number(table) + " rows"
                        + (number(entries).equals(number(table)) ? ", with other values" : ""));
            }
            return true;
        } catch (SQLException e) {
            session.rollback(before);
            troubles.add(index.name() + ": " + e.getMessage());
            return true;
        }
    }

    private static void read(Statement statement, String table, String index) throws SQLException {
        statement.execute("set local enable_seqscan = " + table);
        statement.execute("set local enable_indexscan = " + index);
        statement.execute("set local enable_indexonlyscan = " + index);
        statement.execute("set local enable_bitmapscan = off");
    }

    private static boolean reads(Statement statement, Index index) throws SQLException {
        try (ResultSet plan = statement.executeQuery("explain (format json, costs off) " + index.reading())) {
            plan.next();
            String text = plan.getString(1);
            return text.contains("\"Index Only Scan\"") && text.contains("\"Index Name\": \"" + index.plain() + "\"");
        }
    }

    private static String sums(Statement statement, String reading) throws SQLException {
        try (ResultSet row = statement.executeQuery(reading)) {
            row.next();
            return row.getLong(1) + " " + row.getString(2);
        }
    }

    private static String number(String sums) {
        return sums.substring(0, sums.indexOf(' '));
    }
}
