package playbook.practice;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Counts the rows of every user table, in the snapshot of the session's transaction. */
final class ExactCounts {

    private ExactCounts() {}

    /** @return rows by {@code schema.table}, of each table that holds rows itself: partitions by their own names */
    static Map<String, Long> of(Connection connection) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT n.nspname || '.' || c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname)
                        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'""")) {
            while (row.next()) {
                tables.put(row.getString(1), row.getString(2));
            }
        }
        for (Map.Entry<String, String> table : tables.entrySet()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT pg_catalog.count(*) FROM ONLY " + table.getValue())) {
                row.next();
                rows.put(table.getKey(), row.getLong(1));
            }
        }
        return rows;
    }
}
