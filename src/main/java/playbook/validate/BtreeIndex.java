package playbook.validate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A B-tree index, and how its entries are compared with the rows of its table.
 *
 * @param name for people
 * @param plain name in the planner's output
 * @param reading query that sums up its content, null when an index-only scan cannot return its values
 */
record BtreeIndex(
        long oid, String name, String plain, @Nullable String reading) {

    /**
     * Reads the same values from the table and from the index.
     *
     * @return how they differ, an empty text when they do not differ; an empty Optional when the planner would not use
     *     an index-only scan, so that nothing was compared
     */
    Optional<String> otherEntries(Statement statement) throws SQLException {
        if (reading == null) {
            return Optional.empty();
        }
        plan(statement, "on", "off");
        String table = sums(statement, reading);
        plan(statement, "off", "on");
        if (!isReadAlone(statement, reading)) {
            return Optional.empty();
        }
        String entries = sums(statement, reading);
        return Optional.of(
                table.equals(entries)
                        ? ""
                        : " holds other entries than its table has rows: " + number(entries) + " entries, "
                                + number(table) + " rows"
                                + (number(entries).equals(number(table)) ? ", with other values" : ""));
    }

    private static void plan(Statement statement, String table, String index) throws SQLException {
        statement.execute("set local enable_seqscan = " + table);
        statement.execute("set local enable_indexscan = " + index);
        statement.execute("set local enable_indexonlyscan = " + index);
        statement.execute("set local enable_bitmapscan = off");
    }

    private boolean isReadAlone(Statement statement, String query) throws SQLException {
        try (ResultSet plan = statement.executeQuery("explain (format json, costs off) " + query)) {
            plan.next();
            String text = plan.getString(1);
            return text.contains("\"Index Only Scan\"") && text.contains("\"Index Name\": \"" + plain + "\"");
        }
    }

    private static String sums(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1) + " " + row.getString(2);
        }
    }

    private static String number(String sums) {
        return sums.substring(0, sums.indexOf(' '));
    }
}
