package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** The number that a cluster got from initdb: copies of it have the same, every other cluster another one. */
public final class SystemIdentifier {

    private static final String ASK = "SELECT system_identifier FROM pg_catalog.pg_control_system()";

    private SystemIdentifier() {}

    /** @throws HintedException when the server cannot be asked */
    public static String of(Target target) {
        try (Connection session = Connections.open(target)) {
            return of(session);
        } catch (SQLException e) {
            throw new HintedException(
                    "cannot ask " + target.label() + " for its system identifier: " + e.getMessage(),
                    "is the server up?",
                    e);
        }
    }

    public static String of(Connection session) throws SQLException {
        // Unsigned, as pg_controldata and the WAL tell it; SQL knows no such type.
        return Query.one(session, ASK, row -> Long.toUnsignedString(row.getLong(1)));
    }
}
