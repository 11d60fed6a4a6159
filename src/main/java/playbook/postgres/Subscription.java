package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * A subscription of one of the server's databases. Its workers write whatever the read-only default says, and come back by
 * themselves when they are ended: only a disabled one is closed.
 */
public record Subscription(String database, String name) {

    private static final String ENABLED = """
            SELECT d.datname, s.subname
            FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
            WHERE s.subenabled ORDER BY d.datname, s.subname
            """;

    /** How it is named among what is remembered. */
    public String subject() {
        return database + "." + name;
    }

    /** Of all databases of the server. */
    public static List<Subscription> enabled(Connection superuser) throws SQLException {
        return Query.list(superuser, ENABLED, row -> new Subscription(Query.text(row), Query.text(row, 2)));
    }

    /** Empty when it was disabled or is gone, otherwise why it could not be. */
    Optional<String> disable(Target target) {
        return alter(target, "DISABLE");
    }

    /** Whether it is there and disabled. */
    boolean isDisabled(Connection superuser) throws SQLException {
        return Query.one(
                superuser,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                        + " WHERE d.datname = ? AND s.subname = ? AND NOT s.subenabled)",
                row -> row.getBoolean(1),
                database,
                name);
    }

    /** Empty when its workers may start again or it is gone, otherwise what is not as before and why. */
    public Optional<String> enable(Target target) {
        return alter(target, "ENABLE").map(why -> this + " is not enabled again: " + why);
    }

    private Optional<String> alter(Target target, String what) {
        try (Connection session = Connections.open(target, database)) {
            // An event trigger of theirs must neither write nor refuse.
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
