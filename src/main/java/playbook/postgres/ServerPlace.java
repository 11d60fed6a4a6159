package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * Which server answers at the target's address, by its own words.
 *
 * @param timeline of its newest checkpoint
 * @param standby it is in recovery
 * @param archiving {@code archive_mode}
 */
public record ServerPlace(
        String systemIdentifier, int timeline, String dataDirectory, boolean standby, String archiving) {

    private static final String PLACE = """
            SELECT s.system_identifier::text, c.timeline_id, pg_catalog.current_setting('data_directory'),
                   pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('archive_mode')
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
                        Query.text(row, 1), row.getInt(2), Query.text(row, 3), row.getBoolean(4), Query.text(row, 5)));
    }
}
