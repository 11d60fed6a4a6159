package playbook.practice;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Fills noa_db, with the same rows for the same size, and notes a digest of every row in files beside it. */
final class Seed {

    /** Every table with rows; the key of each is the column {@code id}. */
    static final List<String> TABLES =
            List.of("branches", "users", "accounts", "transactions", "support_notes", "audit");

    /** Bytes that an empty database takes. */
    private static final long BYTES_OF_NOTHING = 8L << 20;

    /** Bytes that one user takes with all rows that refer to it, measured on PostgreSQL 15, indexes included. */
    private static final long BYTES_A_USER = 2_100;

    private Seed() {}

    static void fill(Connection owner, long bytes) throws SQLException {
        long users = Math.max(1_000, (bytes - BYTES_OF_NOTHING) / BYTES_A_USER / 1_000 * 1_000);
        Sql.run(
                owner,
                "SET practice.users = '" + users + "'; SET work_mem = '128MB';"
                        + " SET maintenance_work_mem = '256MB'; SET max_parallel_maintenance_workers = 1");
        for (String file : List.of("tables.sql", "seed.sql", "keys.sql")) {
            Sql.run(owner, Sql.resource(file));
        }
    }

    /**
     * Writes key and hash of each row, sixteen bytes, in key order to one file a table; returns how many rows there
     * are.
     */
    static long digest(Connection connection, Path folder) throws SQLException {
        long rows = 0;
        connection.setAutoCommit(false);
        try {
            Files.createDirectories(folder);
            Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            for (String table : TABLES) {
                rows += digest(connection, table, folder.resolve(table + ".rows"));
            }
            connection.rollback();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write digests to " + folder, e);
        } finally {
            connection.setAutoCommit(true);
        }
        return rows;
    }

    private static long digest(Connection connection, String table, Path file) throws SQLException, IOException {
        long rows = 0;
        try (DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(10_000);
            try (ResultSet row = statement.executeQuery(inKeyOrder(table))) {
                while (row.next()) {
                    out.writeLong(row.getLong(1));
                    out.writeLong(row.getLong(2));
                    rows++;
                }
            }
        }
        return rows;
    }

    /** A query for key and hash of every row, in key order; the table is one of {@link #TABLES}. */
    static String inKeyOrder(String table) {
        return "SELECT r.id, " + Sql.hash("r") + " FROM public." + table + " AS r ORDER BY r.id";
    }
}
