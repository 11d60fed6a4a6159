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
 * Triggers and rules that the session's role does not hold back: switched off while the rows come back.
 *
 * @param each a warning, what stops it, and what sets it again
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
        // Checks, domains and indexes may call functions that name their tables as the application's sessions do.
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

    /** All that is said of them, for the digest in the plan. */
    Stream<String> all() {
        return each.stream().flatMap(List::stream);
    }
}
