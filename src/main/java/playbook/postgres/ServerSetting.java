package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;

/**
 * A server setting's former state.
 *
 * @param altered its line in postgresql.auto.conf, null when it had none
 * @param effective the value that was in force
 */
public record ServerSetting(String name, @Nullable String altered, String effective) {

    private static final Duration RELOAD = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private static final String LOOK = """
            SELECT s.name, (SELECT f.setting FROM pg_catalog.pg_file_settings f
                            WHERE f.name = s.name AND f.sourcefile LIKE '%postgresql.auto.conf'
                            ORDER BY f.seqno DESC LIMIT 1), s.setting
            FROM pg_catalog.pg_settings s WHERE s.name = ?
            """;

    /** Empty when this major version has no such setting. */
    static Optional<ServerSetting> look(Connection connection, String name) throws SQLException {
        return Query.find(
                connection,
                LOOK,
                row -> new ServerSetting(Query.text(row), Query.nullable(row, 2), Query.text(row, 3)),
                name);
    }

    /** Runs ALTER SYSTEM, reloads, and returns whether the value is in force. */
    static boolean set(Connection connection, String name, String value) throws SQLException {
        Query.run(
                connection,
                Query.one(
                        connection,
                        "SELECT pg_catalog.format('ALTER SYSTEM SET %I = %L', ?, ?)",
                        Query::text,
                        name,
                        value));
        return reloaded(connection, name, value);
    }

    /** Restores the remembered line, or removes the playbook's, and returns whether the old value is in force again. */
    boolean giveBack(Connection connection) throws SQLException {
        if (altered != null) {
            return set(connection, name, altered);
        }
        Query.run(
                connection,
                Query.one(connection, "SELECT pg_catalog.format('ALTER SYSTEM RESET %I', ?)", Query::text, name));
        return reloaded(connection, name, effective);
    }

    private static boolean reloaded(Connection connection, String name, String value) throws SQLException {
        Query.one(connection, "SELECT pg_catalog.pg_reload_conf()", Query::text);
        return Await.until(
                        value::equals,
                        RELOAD,
                        LOOK_AGAIN,
                        () -> Query.one(
                                connection,
                                "SELECT setting FROM pg_catalog.pg_settings WHERE name = ?",
                                Query::text,
                                name))
                .equals(value);
    }
}
