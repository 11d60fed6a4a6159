package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.Await;
import playbook.incident.Target;

/** Finds and terminates sessions on a server. */
final class Sessions {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(15);

    private static final String COLUMNS = """
            SELECT a.pid, a.usename, a.datname, a.application_name, pg_catalog.host(a.client_addr), a.backend_type,
                   a.backend_start, a.state
            """;

    private static final String AND_END = ", pg_catalog.pg_terminate_backend(a.pid)\n";

    // Since 18 clients that are still authenticating are shown; they are left alone, and terminated later if they
    // logged
    // in. Walsenders read no heap; other background workers (pg_cron) would not restart when terminated, and are left
    // alone.
    private static final String OLDER = """
            FROM pg_catalog.pg_stat_activity a
            WHERE a.pid <> pg_catalog.pg_backend_pid()
              AND a.backend_start <= ?::pg_catalog.timestamptz
              AND a.state IS DISTINCT FROM 'starting'
              AND (a.backend_type IN ('client backend', 'autovacuum worker', 'parallel worker')
                   OR a.backend_type LIKE 'logical replication%worker')
            ORDER BY a.pid
            """;

    // Everybody but the recovering role, and, as long as they only read, who watches and may not write (see
    // role-rights.sql) and an operator's agent beside the server. Since 18 also clients before their login are shown,
    // without a user: they still have to get past it.
    private static final String FOREIGN = """
            FROM pg_catalog.pg_stat_activity a
            WHERE a.pid <> pg_catalog.pg_backend_pid()
              AND (a.backend_type = 'client backend' OR a.backend_type LIKE 'logical replication%worker')
              AND a.usename IS DISTINCT FROM ?
              AND NOT (a.backend_type = 'client backend' AND a.usesysid IS NULL AND a.state = 'starting')
              AND NOT (a.backend_xid IS NULL
                       AND COALESCE(a.usename::pg_catalog.text = ANY (?::pg_catalog.text[]), false))
              AND NOT (a.backend_xid IS NULL
                       AND a.usename::pg_catalog.text = ANY (?::pg_catalog.text[])
                       AND COALESCE(a.client_addr <<= ANY ('{127.0.0.0/8,::1/128}'::pg_catalog.inet[]), true))
            ORDER BY a.pid
            """;

    private static final String OF_ROLE = """
            FROM pg_catalog.pg_stat_activity a
            WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.usename = ?
            ORDER BY a.pid
            """;

    /** The sessions that were terminated, and those that were still there at the end of the time. */
    record Ended(List<Session> ended, List<Session> left) {}

    private Sessions() {}

    /** Server processes that began before this moment and may have cached an older removal horizon. */
    static List<Session> olderThan(Connection connection, String moment) throws SQLException {
        return Query.list(connection, COLUMNS + OLDER, Sessions::session, moment);
    }

    static Ended endOlderThan(Connection connection, String moment, Duration patience) throws SQLException {
        return end(connection, COLUMNS + AND_END + OLDER, patience, moment);
    }

    /**
     * All sessions that could write and are not the playbook's.
     *
     * @param watchers roles whose sessions may stay while they only read
     */
    static List<Session> foreign(Connection connection, Target target, List<String> watchers) throws SQLException {
        return Query.list(
                connection, COLUMNS + FOREIGN, Sessions::session, target.user(), watchers, target.agentRoles());
    }

    static Ended endForeign(Connection connection, Target target, Duration patience) throws SQLException {
        return end(
                connection,
                COLUMNS + AND_END + FOREIGN,
                patience,
                target.user(),
                RoleRights.watchers(connection, target),
                target.agentRoles());
    }

    static Ended endOfRole(Connection connection, String role, Duration patience) throws SQLException {
        return end(connection, COLUMNS + AND_END + OF_ROLE, patience, role);
    }

    /**
     * Terminates sessions until two looks in a row find none: a client that reconnects in a loop may come in before the
     * first look.
     */
    private static Ended end(Connection connection, String sql, Duration patience, Object... values)
            throws SQLException {
        Map<Integer, Session> ended = new LinkedHashMap<>();
        long until = System.nanoTime() + patience.toNanos();
        List<Session> seen = List.of();
        int empty = 0;
        while (empty < 2 && System.nanoTime() < until) {
            seen = Query.list(connection, sql, Sessions::session, values);
            seen.forEach(session -> ended.put(session.pid(), session));
            empty = seen.isEmpty() ? empty + 1 : 0;
            Await.pause(BETWEEN_LOOKS);
        }
        return new Ended(new ArrayList<>(ended.values()), empty < 2 ? seen : List.of());
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getInt(1),
                Query.text(row, 2),
                Query.text(row, 3),
                Query.text(row, 4),
                Query.text(row, 5),
                Query.text(row, 6),
                Query.instant(row, 7),
                Query.text(row, 8));
    }
}
