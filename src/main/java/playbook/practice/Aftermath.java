package playbook.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What happens around a loss and makes it harder to recover from. */
final class Aftermath {

    /** Dead rows that a vacuumed table may still have: of transactions since. */
    private static final String VACUUMED = """
            SELECT count(*) FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_stat_user_tables AS s ON s.relid = c.oid
             WHERE s.last_vacuum IS NULL AND c.relkind = 'r'
               AND (s.relname = ANY (?) OR pg_catalog.pg_partition_root(c.oid)::text = ANY (?))""";

    private final Home home;

    Aftermath(Home home) {
        this.home = home;
    }

    /** As autovacuum does some minutes later: the dead rows of the damaged tables are gone. */
    void vacuum(Loss loss) throws SQLException {
        each(loss, "VACUUM ");
        try (Connection connection = Sql.open(home, "recovery");
                var statement = connection.prepareStatement(VACUUMED)) {
            var tables =
                    connection.createArrayOf("text", loss.destroyed().keySet().toArray());
            statement.setArray(1, tables);
            statement.setArray(2, tables);
            try (ResultSet left = statement.executeQuery()) {
                left.next();
                if (left.getLong(1) > 0) {
                    throw new SQLException(left.getLong(1) + " damaged tables were not vacuumed");
                }
            }
        }
    }

    /** As an administrator does who wants the room back: each damaged table has another file. */
    void rewrite(Loss loss) throws SQLException {
        each(loss, "VACUUM FULL ");
    }

    private void each(Loss loss, String command) throws SQLException {
        try (Connection connection = Sql.open(home, "recovery");
                Statement statement = connection.createStatement()) {
            for (String table : loss.destroyed().keySet()) {
                statement.execute(command + "public." + table);
            }
        }
    }

    /** Base backups and dumps; the archived WAL stays. */
    void removeBackups() throws IOException {
        for (String kind : List.of("base", "logical")) {
            Path folder = home.backups().resolve(kind);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(folder))
                        .toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
