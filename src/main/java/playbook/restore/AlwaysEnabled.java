package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.incident.Resource;

/**
 * Triggers and rules that are ENABLE ALWAYS or ENABLE REPLICA; the merge disables them while it writes.
 *
 * @param each for each one: a warning, the statement that disables it, the statement that enables it again
 */
record AlwaysEnabled(Connection connection, MergeTables tables, List<List<String>> each) {

    static AlwaysEnabled on(Connection connection, MergeTables tables) throws SQLException {
        List<List<String>> each = new ArrayList<>();
        for (TableShape shape : tables.shapes()) {
            each.addAll(Catalog.always(connection, shape.oid()));
        }
        return new AlwaysEnabled(connection, tables, each);
    }

    void silence() throws SQLException {
        // Checks, domains and indexes may call functions that need the application's search path.
        Catalog.rows(connection, Resource.text("playbook/restore/search-path-of-checks.sql"), schemas());
        execute(1);
    }

    void speakAgain() throws SQLException {
        execute(2);
    }

    private void execute(int statement) throws SQLException {
        try (Statement session = connection.createStatement()) {
            for (List<String> one : each) {
                session.execute(one.get(statement));
            }
        }
    }

    private String schemas() {
        return tables.stream()
                .map(shape -> "\"" + shape.schema().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .distinct()
                .collect(Collectors.joining(",", "{", "}"));
    }

    List<String> warnings() {
        return each.stream().map(one -> one.get(0)).toList();
    }

    /** All their texts, for the digest in the plan. */
    Stream<String> all() {
        return each.stream().flatMap(List::stream);
    }
}
