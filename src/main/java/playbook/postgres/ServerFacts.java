package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.ServerIdentity;
import playbook.incident.Target;

/**
 * Facts about a server from catalogs and the control file; no table is read.
 *
 * @param version version text of the server
 * @param position current WAL position
 * @param serverBytes size of all databases
 * @param walBytes size of pg_wal
 * @param at the server's clock, UTC
 */
public record ServerFacts(
        ServerIdentity identity, String version, Lsn position, long serverBytes, long walBytes, Instant at) {

    private static final String IDENTITY = """
            SELECT s.system_identifier::text,
                   pg_catalog.current_setting('server_version_num')::int / 10000,
                   pg_catalog.current_database(),
                   pg_catalog.pg_database_size(pg_catalog.current_database()),
                   pg_catalog.current_setting('data_checksums') = 'on',
                   pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn())
            FROM pg_catalog.pg_control_system() s
            """;

    private static final String FACTS = """
            SELECT pg_catalog.current_setting('server_version'), pg_catalog.pg_current_wal_insert_lsn()::text,
                   (SELECT pg_catalog.sum(pg_catalog.pg_database_size(oid)) FROM pg_catalog.pg_database),
                   (SELECT pg_catalog.sum(size) FROM pg_catalog.pg_ls_waldir()),
                   pg_catalog.clock_timestamp()
            """;

    /** @throws HintedException when this is a standby or its role is no superuser */
    public static ServerIdentity identity(Target target) {
        try (Connection session = Connections.open(target)) {
            return identity(session, target);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    public static ServerFacts look(Target target) {
        try (Connection session = Connections.open(target)) {
            ServerIdentity identity = identity(session, target);
            return Query.one(
                    session,
                    FACTS,
                    row -> new ServerFacts(
                            identity,
                            Query.text(row, 1),
                            Lsn.parse(Query.text(row, 2)),
                            row.getLong(3),
                            row.getLong(4),
                            Query.instant(row, 5)));
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** Transactions that were prepared for two-phase commit and still hold locks and rows. */
    public static List<String> preparedTransactions(Target target) {
        try (Connection session = Connections.open(target)) {
            return preparedTransactions(session);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    static List<String> preparedTransactions(Connection session) throws SQLException {
        return Query.list(session, """
                SELECT pg_catalog.format('%s (transaction %s) of %s in %s since %s', gid, transaction, owner, database,
                           prepared)
                FROM pg_catalog.pg_prepared_xacts ORDER BY prepared
                """, Query::text);
    }

    private static ServerIdentity identity(Connection session, Target target) throws SQLException {
        requireOurPrimary(session, target);
        return Query.one(
                session,
                IDENTITY,
                row -> new ServerIdentity(
                        Query.text(row, 1),
                        Integer.parseInt(Query.text(row, 6).substring(0, 8), 16),
                        row.getInt(2),
                        Query.text(row, 3),
                        row.getLong(4),
                        row.getBoolean(5)));
    }

    /** Requires a primary and a superuser: a standby must not be changed, and without a superuser little can be. */
    static void requireOurPrimary(Connection session, Target target) throws SQLException {
        if (Query.one(session, "SELECT pg_catalog.pg_is_in_recovery()", row -> row.getBoolean(1))) {
            throw new HintedException(
                    target.label() + " (" + target.host() + ":" + target.port() + ") is a standby",
                    "configure the primary's address as the target.");
        }
        boolean superuser = Query.one(
                session,
                "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user",
                row -> row.getBoolean(1));
        if (!superuser) {
            throw new HintedException(
                    "role " + target.user() + " on " + target.label() + " is no superuser",
                    "ALTER ROLE " + target.user() + " SUPERUSER; or configure a role that is.");
        }
    }

    private static HintedException failed(Target target, SQLException e) {
        return new HintedException("cannot ask " + target.label() + ": " + e.getMessage(), "see the server's log.", e);
    }
}
