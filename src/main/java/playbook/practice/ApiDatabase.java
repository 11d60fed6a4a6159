package playbook.practice;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * The practice range's database as its application sees it.
 *
 * @param environment of the replica, with libpq's names: {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE},
 *     {@code PGUSER}, {@code PGPASSFILE}
 */
record ApiDatabase(Map<String, String> environment) {

    /** @param secondsForAnswer after which a query without an answer fails */
    Connection connect(int secondsForAnswer) throws SQLException {
        return Sql.open(
                environment.getOrDefault("PGHOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("PGPORT", "5432")),
                environment.getOrDefault("PGDATABASE", Home.DATABASE),
                environment.getOrDefault("PGUSER", "api"),
                Path.of(environment.getOrDefault("PGPASSFILE", "pgpass")),
                secondsForAnswer);
    }
}
