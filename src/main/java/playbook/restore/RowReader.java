package playbook.restore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import playbook.incident.HintedException;

/** Streams a table's rows in the order of their keys' bytes, as COPY's text lines. */
final class RowReader {

    private RowReader() {}

    /** A source of lines without their end; null at the end. */
    interface Lines {
        byte @Nullable [] next() throws IOException, SQLException;
    }

    /** Keys as text, then all columns. */
    static Lines before(Connection connection, TableShape shape) throws SQLException {
        return copy(connection, select(shape, "", ""));
    }

    /** The same, with 1 in front of rows which the culprit wrote last, else 0. */
    static Lines after(Connection connection, TableShape shape, List<Long> xids) throws SQLException {
        return copy(connection, select(shape, "(" + written(xids) + ")::pg_catalog.int4, ", ""));
    }

    /** Only rows which the culprit wrote last. */
    static Lines written(Connection connection, TableShape shape, List<Long> xids) throws SQLException {
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
        // Of rows that are the same, those of before come first: they are no difference.
        if (shape.lacksKey() && !flag.isEmpty()) {
            order += ", 1";
        }
        return "COPY (SELECT " + flag + String.join(", ", keys) + ", " + shape.names("t.") + " FROM ONLY " + shape.sql()
                + " t" + where + " ORDER BY " + order + ") TO STDOUT";
    }

    private static Lines copy(Connection connection, String sql) throws SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        return () -> {
            byte[] line = copy.readFromCopy();
            return line == null ? null : java.util.Arrays.copyOf(line, line.length - 1);
        };
    }

    /** A line cut into its fields, still as COPY wrote them; a tab inside a value is written with a backslash. */
    static final class Row {
        private final List<byte[]> key;
        private final byte[] values;
        private final boolean touched;

        private Row(List<byte[]> key, byte[] values, boolean touched) {
            this.key = key;
            this.values = values;
            this.touched = touched;
        }

        byte[] values() {
            return values;
        }

        boolean touched() {
            return touched;
        }

        static Row of(byte[] line, int keyFields, boolean flagged) {
            int from = flagged ? 2 : 0;
            List<byte[]> key = new ArrayList<>(keyFields);
            for (int i = 0; i < keyFields; i++) {
                int tab = from;
                while (line[tab] != '\t') {
                    tab++;
                }
                key.add(plain(line, from, tab));
                from = tab + 1;
            }
            return new Row(key, java.util.Arrays.copyOfRange(line, from, line.length), flagged && line[0] == '1');
        }

        int compareKey(Row other) {
            for (int i = 0; i < key.size(); i++) {
                int order = java.util.Arrays.compareUnsigned(key.get(i), other.key.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        void mustNotPrecede(Row previous, TableShape shape) {
            int order = compareKey(previous);
            if (order < 0 || (order == 0 && !shape.lacksKey())) {
                throw new HintedException(
                        "the rows of " + shape.sql() + " do not come in the order of their keys: "
                                + new String(key.get(0), StandardCharsets.UTF_8),
                        "the database's encoding does not sort as UTF-8 does, or an index of it is damaged.");
            }
        }

        private static byte[] plain(byte[] line, int from, int to) {
            byte[] text = new byte[to - from];
            int length = 0;
            for (int i = from; i < to; i++) {
                byte b = line[i];
                if (b == '\\') {
                    b = switch (line[++i]) {
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'v' -> 11;
                        default -> line[i];
                    };
                }
                text[length++] = b;
            }
            return java.util.Arrays.copyOf(text, length);
        }
    }
}
