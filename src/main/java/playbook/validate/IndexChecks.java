package playbook.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.Resource;

/**
 * Compares every B-tree index with its table, in both directions. If the extension amcheck is missing, it is created in
 * a schema of its own in a transaction that is rolled back, so the database is unchanged even after a crash.
 */
final class IndexChecks {

    private static final String SCHEMA = "playbook_amcheck";

    private final Connection session;
    private final List<BtreeIndex> indexes = new ArrayList<>();
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
                indexes.add(new BtreeIndex(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }
        if (indexes.isEmpty()) {
            return Verdict.notLookedAt("there is no B-tree index");
        }
        List<String> notInIndex = amcheck();
        int entries = 0;
        for (BtreeIndex index : indexes) {
            entries += entriesAreRows(index) ? 1 : 0;
        }
        String bothWays = "; for " + entries + " of them each entry was also compared with its row";
        if (!troubles.isEmpty() || notInIndex.isEmpty()) {
            return Verdict.of(troubles, indexes.size() + " indexes agree with their tables" + bothWays);
        }
        return Verdict.notLookedAt(notInIndex.get(0) + bothWays);
    }

    /** Checks that each row is in its index. Returns why this cannot be checked; empty when it was. */
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
            for (BtreeIndex index : indexes) {
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

    /** Compares the index's entries with the rows; false when this was not possible. */
    private boolean entriesAreRows(BtreeIndex index) throws SQLException {
        Savepoint before = session.setSavepoint();
        try (Statement statement = session.createStatement()) {
            Optional<String> trouble = index.otherEntries(statement);
            trouble.filter(found -> !found.isEmpty()).ifPresent(found -> troubles.add(index.name() + found));
            return trouble.isPresent();
        } catch (SQLException e) {
            session.rollback(before);
            troubles.add(index.name() + ": " + e.getMessage());
            return true;
        }
    }
}
