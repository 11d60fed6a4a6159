package playbook.postgres;

import java.time.Instant;

/**
 * A server process as {@code pg_stat_activity} shows it.
 *
 * @param startedAt the server's clock, UTC
 * @param state {@code active}, {@code idle in transaction}, …; empty for processes without one
 */
public record Session(
        int pid,
        String role,
        String database,
        String application,
        String client,
        String backendType,
        Instant startedAt,
        String state) {

    /** For people. */
    @Override
    public String toString() {
        return "%s %d: %s@%s from %s (%s), %s"
                .formatted(
                        backendType,
                        pid,
                        role.isEmpty() ? "-" : role,
                        database.isEmpty() ? "-" : database,
                        client.isEmpty() ? "this machine" : client,
                        application,
                        state.isEmpty() ? "running" : state);
    }
}
