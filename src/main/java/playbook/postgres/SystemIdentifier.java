package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** The number that initdb gave a cluster; copies of the cluster have the same number, other clusters have others. */
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
        // Unsigned, as in pg_controldata and the WAL; SQL has no unsigned type.
        return Query.one(session, ASK, row -> Long.toUnsignedString(row.getLong(1)));
    }
}
