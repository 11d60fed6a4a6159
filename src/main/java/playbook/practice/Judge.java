package playbook.practice;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Compares every row of the live database with what the oracle knows; holds two rows of each table at a time. */
final class Judge {

    private Judge() {}

    static OracleVerdict judge(Home home) throws SQLException, IOException {
        return judge(home, null);
    }

    /** @param exchangedAt when the server was exchanged for the one before the loss, null when it was not */
    static OracleVerdict judge(Home home, @Nullable Instant exchangedAt) throws SQLException, IOException {
        try (Connection connection = Sql.open(home, "recovery")) {
            connection.setAutoCommit(false);
            Sql.run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            Instant before = Instant.now();
            // The first query takes the snapshot; every transaction in it was written to the oracle's log before.
            Sql.run(connection, "SELECT pg_catalog.pg_current_snapshot()");
            Comparison comparison = new Comparison(OracleRecord.read(home.oracle()), before, exchangedAt);
            Sql.run(connection, "SET work_mem = '64MB'");
            for (String table : Seed.TABLES) {
                compare(connection, home.oracle().resolve("seed").resolve(table + ".rows"), table, comparison);
            }
            connection.rollback();
            return comparison.verdict();
        }
    }

    private static void compare(Connection connection, Path seed, String table, Comparison comparison)
            throws SQLException, IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(seed), 1 << 16));
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(10_000);
            try (ResultSet row = statement.executeQuery(Seed.inKeyOrder(table))) {
                comparison.table(
                        table,
                        () -> {
                            try {
                                return new KeyedRows.Row(in.readLong(), in.readLong());
                            } catch (EOFException e) {
                                return null;
                            }
                        },
                        () -> row.next() ? new KeyedRows.Row(row.getLong(1), row.getLong(2)) : null);
            }
        }
    }
}
