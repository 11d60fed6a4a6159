package playbook.validate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares every B-tree index with its table. Where amcheck is not there yet, it is created in a schema of its own inside
 * a transaction that is rolled back: also after a crash the database is as it was.
 */
final class IndexChecks {

    private static final String SCHEMA = "playbook_amcheck";

    private IndexChecks() {}

    static Verdict agree(Connection session) throws SQLException {
        session.setAutoCommit(false);
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
                    return Verdict.passed("not available: amcheck cannot be created here: " + e.getMessage());
                }
            }
            return compare(session, statement.enquoteIdentifier(schema, true));
        } finally {
            session.rollback();
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

    private static Verdict compare(Connection session, String schema) throws SQLException {
        Map<Long, String> indexes = new LinkedHashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(Sql.text("indexes-to-check.sql"))) {
            while (row.next()) {
                indexes.put(row.getLong(1), row.getString(2));
            }
        }
        List<String> troubles = new ArrayList<>();
        try (PreparedStatement check = session.prepareStatement(
                "select " + schema + ".bt_index_check(?::pg_catalog.oid::pg_catalog.regclass, true)")) {
            for (Map.Entry<Long, String> index : indexes.entrySet()) {
                Savepoint before = session.setSavepoint();
                try {
                    check.setLong(1, index.getKey());
                    check.execute();
                    session.releaseSavepoint(before);
                } catch (SQLException e) {
                    session.rollback(before);
                    troubles.add(index.getValue() + ": " + e.getMessage());
                }
            }
        }
        return Verdict.of(troubles, indexes.size() + " indexes hold exactly what their tables hold");
    }
}
