package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * A subscription of one of the server's databases. Its workers write in spite of the read-only default and restart when
 * they are terminated, so it must be disabled.
 */
public record Subscription(String database, String name) {

    private static final String ENABLED = """
            SELECT d.datname, s.subname
            FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
            WHERE s.subenabled ORDER BY d.datname, s.subname
            """;

    /** The subject under which the change is remembered. */
    public String subject() {
        return database + "." + name;
    }

    /** The enabled subscriptions of all databases of the server. */
    public static List<Subscription> enabled(Connection superuser) throws SQLException {
        return Query.list(superuser, ENABLED, row -> new Subscription(Query.text(row), Query.text(row, 2)));
    }

    /** Disables it; empty when it is disabled or does not exist, otherwise why it could not be disabled. */
    Optional<String> disable(Target target) {
        return alter(target, "DISABLE");
    }

    /** Whether it exists and is disabled. */
    boolean isDisabled(Connection superuser) throws SQLException {
        return Query.one(
                superuser,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                        + " WHERE d.datname = ? AND s.subname = ? AND NOT s.subenabled)",
                row -> row.getBoolean(1),
                database,
                name);
    }

    /** Enables it; empty when it is enabled or does not exist, otherwise what is not as before and why. */
    public Optional<String> enable(Target target) {
        return alter(target, "ENABLE").map(why -> this + " is not enabled again: " + why);
    }

    private Optional<String> alter(Target target, String what) {
        try (Connection session = Connections.open(target, database)) {
            // An event trigger of the database must neither write nor refuse this.
            Query.run(session, "SET session_replication_role = replica");
            List<String> commands = new ArrayList<>(Query.list(
                    session,
                    "SELECT pg_catalog.format('ALTER SUBSCRIPTION %I ' || ?, s.subname) FROM pg_catalog.pg_subscription s"
                            + " JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                            + " WHERE d.datname = pg_catalog.current_database() AND s.subname = ?",
                    Query::text,
                    what,
                    name));
            for (String command : commands) {
                Query.run(session, command);
            }
            return Optional.empty();
        } catch (SQLException | HintedException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    @Override
    public String toString() {
        return "subscription " + name + " in database " + database;
    }
}
