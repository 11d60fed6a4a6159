package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * The server that answers at the target's address, as it describes itself.
 *
 * @param timeline of its newest checkpoint
 * @param standby it is in recovery
 * @param archiving {@code archive_mode}
 * @param startedAt its clock, UTC
 * @param address its own, in a cluster the pod's; empty on a socket
 */
public record ServerPlace(
        String systemIdentifier,
        int timeline,
        String dataDirectory,
        boolean standby,
        String archiving,
        Instant startedAt,
        String address) {

    private static final String PLACE = """
            SELECT s.system_identifier::text, c.timeline_id, pg_catalog.current_setting('data_directory'),
                   pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('archive_mode'),
                   pg_catalog.pg_postmaster_start_time(), coalesce(pg_catalog.host(pg_catalog.inet_server_addr()), '')
            FROM pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c
            """;

    public static ServerPlace ask(Target target) {
        try (Connection session = Connections.open(target)) {
            return ask(session);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot ask " + target.label() + " which server it is: " + e.getMessage(), "is it up?", e);
        }
    }

    public static ServerPlace ask(Connection session) throws SQLException {
        return Query.one(
                session,
                PLACE,
                row -> new ServerPlace(
                        Query.text(row, 1),
                        row.getInt(2),
                        Query.text(row, 3),
                        row.getBoolean(4),
                        Query.text(row, 5),
                        Query.instant(row, 6),
                        Query.text(row, 7)));
    }
}
