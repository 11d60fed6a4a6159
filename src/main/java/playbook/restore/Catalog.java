package playbook.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import playbook.incident.Resource;
import playbook.restore.TableShape.Match;

/** Reads tables, keys and foreign keys from a server's catalog. */
final class Catalog {

    private static final String SESSION = Resource.text("playbook/restore/comparing-session.sql");
    private static final String TABLE = Resource.text("playbook/restore/table.sql");
    private static final String COLUMNS = Resource.text("playbook/restore/columns.sql");
    private static final String UNIQUE = Resource.text("playbook/restore/unique-indexes.sql");
    private static final String ALWAYS = Resource.text("playbook/restore/always-enabled.sql");
    private static final String MADE = """
            SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_type t ON t.oid = c.reltype
             WHERE c.oid = ?::pg_catalog.oid AND t.xmin::pg_catalog.text = ANY (?::pg_catalog.text[])
            """;

    private static final String ESTIMATE = """
            SELECT coalesce(pg_catalog.sum(greatest(c.reltuples, 0)), 0)::pg_catalog.int8
              FROM pg_catalog.pg_class c WHERE c.oid = ANY (?::pg_catalog.oid[])
            """;

    private Catalog() {}

    /** Raises work_mem on a side instance that reads whole tables in order, so that fewer sorts spill to disk. */
    static void prepareForReading(Connection side) throws SQLException {
        prepare(side);
        try (Statement statement = side.createStatement()) {
            statement.execute("SET work_mem = '256MB'");
        }
    }

    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
        }
    }

    static Optional<TableShape> table(Connection connection, long oid) throws SQLException {
        List<List<String>> found = rows(connection, TABLE, oid);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<String> row = found.get(0);
        List<TableColumn> columns = rows(connection, COLUMNS, oid).stream()
                .map(c -> new TableColumn(
                        c.get(0),
                        c.get(1),
                        c.get(2),
                        c.get(3),
                        c.get(4).equals("t"),
                        c.get(5).equals("t")))
                .toList();
        List<Match> key = new ArrayList<>();
        List<List<Match>> unique = new ArrayList<>();
        List<List<String>> indexes = rows(connection, UNIQUE, oid);
        // If each unique index belongs to the partitioned table, no other partition can have the same key.
        boolean alone = indexes.stream().allMatch(index -> index.get(4).equals("t"));
        matches(indexes, columns).forEach((identifies, index) -> {
            if (identifies.startsWith("t") && key.isEmpty()) {
                key.addAll(index);
            } else if (identifies.charAt(1) == 'f') {
                unique.add(index);
            } // Overlapping periods are left to the database's own check.
        });
        return Optional.of(new TableShape(
                oid,
                Long.parseLong(row.get(3)),
                row.get(0),
                row.get(1),
                row.get(2),
                alone ? "ONLY " + row.get(2) : row.get(4),
                columns,
                List.copyOf(key),
                List.copyOf(unique),
                List.of()));
    }

    /** True when one of these transactions created the table; its row type in pg_type has the same xmin. */
    static boolean made(Connection connection, long oid, List<Long> xids) throws SQLException {
        String array = xids.stream().map(Long::toUnsignedString).collect(Collectors.joining(",", "{", "}"));
        return !rows(connection, MADE, oid, array).isEmpty();
    }

    /**
     * This table's ENABLE ALWAYS or REPLICA triggers and rules: a warning, and the statements to disable and enable
     * each.
     */
    static List<List<String>> always(Connection connection, long oid) throws SQLException {
        return rows(connection, ALWAYS, oid, oid);
    }

    /** The planner's estimate of the rows of all these tables; used only to estimate the progress. */
    static long estimatedRows(Connection connection, Collection<Long> tables) throws SQLException {
        return Long.parseLong(text(connection, ESTIMATE, oids(tables)));
    }

    /** The OIDs as the text of an array parameter. */
    static String oids(Collection<Long> tables) {
        return tables.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private static Map<String, List<Match>> matches(List<List<String>> rows, List<TableColumn> columns) {
        List<String> names = columns.stream().map(TableColumn::name).toList();
        Map<String, List<Match>> indexes = new LinkedHashMap<>();
        for (List<String> row : rows) {
            indexes.computeIfAbsent(row.get(3) + row.get(5) + row.get(0), index -> new ArrayList<>())
                    .add(new Match(names.indexOf(row.get(1)), row.get(2)));
        }
        return indexes;
    }

    /** The first value of the only row. */
    static String text(Connection connection, String sql, Object... parameters) throws SQLException {
        return rows(connection, sql, parameters).get(0).get(0);
    }

    /** Each value as text, SQL's null as {@code null}. */
    static List<List<String>> rows(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<List<String>> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(row);
                }
                return rows;
            }
        }
    }
}
