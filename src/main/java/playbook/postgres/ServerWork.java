package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import playbook.incident.HintedException;
import playbook.incident.Target;

/** What is done in one session on a target's server. */
@FunctionalInterface
interface ServerWork<T> {

    T in(Connection session) throws SQLException;

    /**
     * Does it as the role that recovers.
     *
     * @param what what an error stood in the way of
     * @param otherwise what to do about it, beside a look into the log
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
