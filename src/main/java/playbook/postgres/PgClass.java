package playbook.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Reads {@code pg_class} by a query, and from its file, which also has dead rows that are not yet pruned. */
final class PgClass {

    private static final int BLOCK = 8192;
    private static final int BLOCKS_AT_ONCE = 256;

    private static final String FILE = """
            SELECT pg_catalog.pg_read_binary_file(
                pg_catalog.pg_relation_filepath('pg_catalog.pg_class'::pg_catalog.regclass), ?, ?, true)""";
    private static final String LIVE = """
            SELECT c.oid, n.oid, n.nspname, c.relname, c.relkind::pg_catalog.text,
                   c.relpersistence::pg_catalog.text, c.reltablespace,
                   pg_catalog.pg_relation_filenode(c.oid), c.reltuples,
                   CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid ELSE 0 END
              FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace""";

    private PgClass() {}

    /** Passes on every row version in the file, live or dead. */
    static void versions(Connection connection, Consumer<byte[]> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILE)) {
            int wanted = BLOCKS_AT_ONCE * BLOCK;
            for (long offset = 0; ; offset += wanted) {
                statement.setLong(1, offset);
                statement.setLong(2, wanted);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    byte[] bytes = result.getBytes(1);
                    if (bytes == null) {
                        return;
                    }
                    for (int page = 0; page + BLOCK <= bytes.length; page += BLOCK) {
                        onPage(bytes, page, row);
                    }
                    if (bytes.length < wanted) {
                        return;
                    }
                }
            }
        }
    }

    private static void onPage(byte[] bytes, int page, Consumer<byte[]> row) {
        int lower = WalPage.uint16(bytes, page + 12);
        for (int line = 24; line + 4 <= lower && lower <= BLOCK; line += 4) {
            byte[] version = CatalogTuple.at(bytes, page, line);
            if (version != null) {
                row.accept(version);
            }
        }
    }

    /** Passes on the existing relations. */
    static void live(Connection connection, CatalogRows rows, Consumer<Relation> relation) throws SQLException {
        Query.list(
                        connection,
                        LIVE,
                        row -> new Relation(
                                row.getLong(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5).charAt(0),
                                row.getString(6).charAt(0),
                                rows.file(row.getLong(7), row.getLong(8)),
                                true,
                                row.getDouble(9),
                                row.getLong(10)))
                .forEach(relation);
    }
}
