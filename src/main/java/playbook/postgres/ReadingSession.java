package playbook.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Resource;
import playbook.incident.TableName;

/**
 * A transaction of one session that reads tables in a snapshot, which several sessions can share. Rolled back when
 * closed.
 */
final class ReadingSession implements AutoCloseable {

    /** Digests are over texts, so every setting that shapes a text is fixed. */
    private static final List<String> SETTINGS = List.of(
            "set timezone = 'UTC'",
            "set datestyle = 'ISO, YMD'",
            "set intervalstyle = 'postgres'",
            "set bytea_output = 'hex'",
            "set xmlbinary = 'base64'",
            "set extra_float_digits = 1",
            // Rows are counted in the tables: on a partial copy an index's pages may be empty.
            "set enable_indexscan = off",
            "set enable_indexonlyscan = off",
            "set enable_bitmapscan = off");

    private final Connection session;

    /** @param session stays open when this is closed */
    ReadingSession(Connection session) throws SQLException {
        this.session = session;
        try (Statement statement = session.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
        }
        session.setAutoCommit(false);
        session.setReadOnly(true);
        session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** The name of its exported snapshot, which other sessions can use until this transaction ends. */
    String snapshot() throws SQLException {
        return Query.one(session, "select pg_catalog.pg_export_snapshot()", Query::text);
    }

    void adopt(String snapshot) throws SQLException {
        try (Statement statement = session.createStatement()) {
            // SET takes no bind parameter; the driver's quoting is used.
            statement.execute("set transaction snapshot " + statement.enquoteLiteral(snapshot));
        }
    }

    /** The moment that the snapshot shows. */
    Instant moment() throws SQLException {
        return Query.one(session, "select pg_catalog.now()", row -> Query.instant(row, 1));
    }

    List<UserTable> tables() throws SQLException {
        return tables(session);
    }

    static List<UserTable> tables(Connection session) throws SQLException {
        return Query.list(session, Resource.text("playbook/postgres/user-tables.sql"), ReadingSession::table);
    }

    private static UserTable table(ResultSet row) throws SQLException {
        Array ancestors = row.getArray("ancestors");
        return new UserTable(
                new TableName(row.getString("schema"), row.getString("name")),
                row.getString("kind").charAt(0),
                row.getLong("bytes"),
                row.getLong("oid"),
                Arrays.asList((Long[]) ancestors.getArray()),
                row.getString("reading"));
    }

    /** The table's row count and digest, or the server's error. */
    TableRead read(UserTable table) throws SQLException {
        Savepoint before = session.setSavepoint();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(table.reading())) {
            row.next();
            TableRead read = new TableRead(
                    table.table(),
                    table.kind(),
                    row.getLong(1),
                    row.getString(2),
                    instant(row.getObject(3, OffsetDateTime.class)),
                    instant(row.getObject(4, OffsetDateTime.class)),
                    null);
            session.releaseSavepoint(before);
            return read;
        } catch (SQLException e) {
            session.rollback(before);
            // The SQLSTATE distinguishes damage from a missing privilege, whatever the language of the server's
            // messages.
            String trouble = e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")";
            return new TableRead(table.table(), table.kind(), -1, "", null, null, trouble);
        }
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime moment) {
        return moment == null ? null : moment.toInstant();
    }

    @Override
    public void close() throws SQLException {
        session.rollback();
    }
}
