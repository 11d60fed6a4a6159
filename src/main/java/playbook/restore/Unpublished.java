package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Keeps the playbook's own tables from subscribers. A publication of all tables has them, too: a subscriber that is sent a
 * row of a table that it does not have stops, and the publisher refuses an UPDATE or DELETE of a table without a key.
 * PostgreSQL sends nothing of an unlogged table, and nothing of what ALTER TABLE writes when it makes the table a logged one;
 * from the commit on it is as safe as any other.
 */
final class Unpublished {

    private static final String ALL_TABLES =
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE puballtables)::pg_catalog.text";

    private final Connection connection;
    private final boolean needed;
    private final Set<String> open = new LinkedHashSet<>();

    Unpublished(Connection connection) throws SQLException {
        this.connection = connection;
        this.needed = Catalog.text(connection, ALL_TABLES).equals("true");
    }

    /** From here to {@link #close}, what is written to this table stays on this server. */
    void open(String table) throws SQLException {
        if (needed) {
            alter(table, "UNLOGGED");
            open.add(table);
        }
    }

    /** Before the commit. */
    void close() throws SQLException {
        for (String table : open) {
            alter(table, "LOGGED");
        }
        open.clear();
    }

    private void alter(String table, String persistence) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " SET " + persistence);
        }
    }
}
