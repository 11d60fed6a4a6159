package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** Work in one session on a target's server. */
@FunctionalInterface
interface ServerWork<T> {

    T in(Connection session) throws SQLException;

    /**
     * Does the work as the recovering role.
     *
     * @param what what failed, for the beginning of an error message
     * @param otherwise what else to do about it, for the end of the hint
     */
    static <T> T on(Target target, String what, String otherwise, ServerWork<T> work) {
        try (Connection session = Connections.open(target)) {
            return work.in(session);
        } catch (SQLException e) {
            throw new HintedException(
                    what + " on " + target.label() + ": " + e.getMessage(),
                    "see the server's log; " + target.user() + " must be a superuser" + otherwise,
                    e);
        }
    }
}
