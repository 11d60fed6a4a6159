package playbook.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The offsets of fixed-length columns in a catalog's rows, from this server's catalog, since versions differ. */
final class CatalogLayout {

    private static final String COLUMNS = """
            SELECT a.attname, a.attlen, a.attalign::pg_catalog.text
              FROM pg_catalog.pg_attribute AS a
             WHERE a.attrelid OPERATOR(pg_catalog.=) ?::pg_catalog.regclass AND a.attnum OPERATOR(pg_catalog.>) 0
             ORDER BY a.attnum""";

    private final Map<String, Integer> offsets = new HashMap<>();

    private CatalogLayout() {}

    static CatalogLayout of(Connection connection, String catalog) throws SQLException {
        CatalogLayout layout = new CatalogLayout();
        int[] at = {0};
        boolean[] fixed = {true};
        Query.list(
                connection,
                COLUMNS,
                row -> {
                    int length = row.getInt(2);
                    fixed[0] &= length > 0;
                    if (fixed[0]) {
                        int align = switch (row.getString(3)) {
                            case "s" -> 2;
                            case "i" -> 4;
                            case "d" -> 8;
                            default -> 1;
                        };
                        at[0] = (at[0] + align - 1) & -align;
                        layout.offsets.put(row.getString(1), at[0]);
                        at[0] += length;
                    }
                    return length;
                },
                catalog);
        return layout;
    }

    int offset(String column) {
        Integer offset = offsets.get(column);
        if (offset == null) {
            throw new IllegalStateException("no column " + column + " of fixed length in " + offsets.keySet());
        }
        return offset;
    }

    /** Whether both rows have the same bytes from the first column to this one, which has four bytes. */
    boolean sameThrough(String column, byte[] one, byte[] other) {
        int end = offset(column) + 4;
        return one.length >= end && other.length >= end && Arrays.equals(one, 0, end, other, 0, end);
    }

    long oid(byte[] row, String column) {
        int at = offset(column);
        return at + 4 <= row.length ? Integer.toUnsignedLong(WalPage.int32(row, at)) : 0;
    }

    int int32(byte[] row, String column) {
        int at = offset(column);
        return at + 4 <= row.length ? WalPage.int32(row, at) : 0;
    }

    /** A {@code char} or {@code bool}. */
    char one(byte[] row, String column) {
        int at = offset(column);
        return at < row.length ? (char) row[at] : 0;
    }

    String name(byte[] row, String column) {
        int at = offset(column);
        int end = at;
        while (end < Math.min(at + 64, row.length) && row[end] != 0) {
            end++;
        }
        return new String(row, Math.min(at, end), end - Math.min(at, end), StandardCharsets.UTF_8);
    }
}
