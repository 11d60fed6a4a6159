package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Streams a table's rows in COPY's text format, ordered by the bytes of their keys. */
final class RowReader {

    private RowReader() {}

    /** Each line has the keys as text, then all columns. */
    static RowLines before(Connection connection, TableShape shape) throws SQLException {
        return copy(connection, select(shape, "", ""));
    }

    /** Like {@code before}, only of the rows with this mark as their {@code xmin}. */
    static RowLines marked(Connection connection, TableShape shape, long mark) throws SQLException {
        return copy(connection, select(shape, "", " WHERE " + written(List.of(mark))));
    }

    /** Like {@code before}, with 1 in front of each row that the culprit wrote last, otherwise 0. */
    static RowLines after(Connection connection, TableShape shape, List<Long> xids) throws SQLException {
        return copy(connection, select(shape, "(" + written(xids) + ")::pg_catalog.int4, ", ""));
    }

    /** Only the rows that the culprit wrote last. */
    static RowLines written(Connection connection, TableShape shape, List<Long> xids) throws SQLException {
        return copy(connection, select(shape, "1, ", " WHERE " + written(xids)));
    }

    private static String written(List<Long> xids) {
        return "t.xmin::pg_catalog.text = ANY ("
                + xids.stream().map(Long::toUnsignedString).collect(Collectors.joining(",", "'{", "}'"))
                + "::pg_catalog.text[])";
    }

    static int keyFields(TableShape shape) {
        return shape.lacksKey() ? 1 : shape.key().size();
    }

    private static String select(TableShape shape, String flag, String where) {
        List<String> keys = shape.lacksKey()
                ? List.of("ROW(" + shape.names("t.") + ")::pg_catalog.text")
                : shape.key().stream()
                        .map(match -> TableShape.text(
                                "t." + shape.columns().get(match.column()).sql()))
                        .toList();
        String order = keys.stream()
                .map(key -> "(" + key + ") COLLATE pg_catalog.\"C\"")
                .collect(Collectors.joining(", "));
        // Of identical rows, those not written by the culprit come first, so that they match the rows before.
        if (shape.lacksKey() && !flag.isEmpty()) {
            order += ", 1";
        }
        return "COPY (SELECT " + flag + String.join(", ", keys) + ", " + shape.names("t.") + " FROM ONLY " + shape.sql()
                + " t" + where + " ORDER BY " + order + ") TO STDOUT";
    }

    private static RowLines copy(Connection connection, String sql) throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        return () -> {
            byte[] line = copy.readFromCopy();
            return line == null ? null : Arrays.copyOf(line, line.length - 1);
        };
    }
}
