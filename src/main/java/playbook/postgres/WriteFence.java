package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.Remembered;
import playbook.incident.Target;

/**
 * Holds every writer out of a server but the role that recovers: NOLOGIN on all login roles except superusers and those who
 * replicate or watch and may not write, a read-only default on the database, no session of anybody else, subscriptions
 * disabled and scheduled jobs suspended. It is believed only when proved.
 */
@Component
public final class WriteFence {

    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration WATCH = Duration.ofMillis(350);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);
    private static final Duration FLUSH = Duration.ofMillis(400);

    // CONNECTION LIMIT 0 admits superusers and REVOKE CONNECT the owner; NOLOGIN stops both. Superusers other than ours
    // cannot be held out for sure, so they are left to the proof. Who is shut out is decided in role-rights.sql.
    private static final String ROLES = """
            SELECT r.rolname, r.rolcanlogin, r.rolconnlimit,
                   (SELECT pg_catalog.split_part(c, '=', 2)
                    FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
                    WHERE s.setrole = r.oid AND c LIKE 'default\\_transaction\\_read\\_only=%'
                      AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database
                                           WHERE datname = pg_catalog.current_database()))
            FROM pg_catalog.pg_roles r
            """;

    private static final String DATABASE = """
            SELECT d.datname,
                   (SELECT pg_catalog.split_part(c, '=', 2)
                    FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
                    WHERE s.setrole = 0 AND s.setdatabase = d.oid AND c LIKE 'default\\_transaction\\_read\\_only=%')
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
            """;

    // age() counts from the next transaction id and, unlike txid_current(), takes none.
    private static final String POSITION = """
            SELECT pg_catalog.pg_current_wal_insert_lsn()::text,
                   (3 + pg_catalog.age('3'::pg_catalog.xid)::bigint) & 4294967295, pg_catalog.clock_timestamp()
            """;

    private final ForeignWriteProbe foreignWrites;

    public WriteFence(ForeignWriteProbe foreignWrites) {
        this.foreignWrites = foreignWrites;
    }

    /** A login role before it was shut out. {@code readOnly} is its own default in the target's database, if any. */
    public record Role(
            String name,
            boolean canLogin,
            int connectionLimit,
            @Nullable String readOnly) {}

    /** The database's read-only default before the fence, null when it had none. */
    public record DatabaseDefault(String database, @Nullable String readOnly) {}

    /** Shuts out, then ends who is still in; returns who was ended. May be repeated. */
    public List<Session> raise(Target target, ChangeLog memory) {
        try (Connection session = Connections.open(target)) {
            ServerFacts.requireOurPrimary(session, target);
            List<Role> roles = RoleRights.all(session, target).stream()
                    .filter(RoleRights::shutOut)
                    .map(RoleRights::role)
                    .toList();
            roles.forEach(role -> memory.remember(Remembered.ROLE, role.name(), role));
            DatabaseDefault database = database(session);
            memory.remember(Remembered.DATABASE_DEFAULT, database.database(), database);
            together(session, () -> {
                for (Role role : roles) {
                    alter(session, "ALTER ROLE %I NOLOGIN", role.name());
                }
                alter(session, "ALTER DATABASE %I SET default_transaction_read_only = on", database.database());
            });
            for (Subscription subscription : Subscription.enabled(session)) {
                memory.remember(Remembered.SUBSCRIPTION, subscription.subject(), subscription);
                subscription.disable(target);
            }
            ScheduledJobs.active(session, target).ifPresent(jobs -> {
                memory.remember(Remembered.SCHEDULED_JOBS, jobs.subject(), jobs);
                jobs.suspend(target);
            });
            return Sessions.endForeign(session, target, PATIENCE).ended();
        } catch (SQLException e) {
            throw failed(target, "raise", e);
        }
    }

    /**
     * Watches the server for at least 300 ms.
     *
     * @param own ids of transactions the playbook itself runs meanwhile
     */
    public FenceProof prove(Target target, Set<Long> own) {
        try (Connection session = Connections.open(target)) {
            List<String> watchers = RoleRights.watchers(session, target);
            Position first = position(session);
            Map<Integer, Session> foreign = new LinkedHashMap<>();
            long until = System.nanoTime() + WATCH.toNanos();
            while (System.nanoTime() < until) {
                Sessions.foreign(session, target, watchers).forEach(seen -> foreign.put(seen.pid(), seen));
                Await.pause(BETWEEN_LOOKS);
            }
            List<String> prepared = ServerFacts.preparedTransactions(session);
            OtherWriters others = OtherWriters.look(session, target);
            Position last = position(session);
            Set<Long> taken = new TreeSet<>();
            // Wraps around with the 32-bit counter; more than a thousand ids are proof enough.
            for (long xid = first.nextXid();
                    xid != last.nextXid() && taken.size() < 1000;
                    xid = (xid + 1) & 0xFFFF_FFFFL) {
                taken.add(xid);
            }
            taken.removeAll(own);
            flush(session, last.lsn());
            Set<Long> written = foreignWrites.between(session, first.lsn(), last.lsn(), own);
            return new FenceProof(
                    first.lsn(),
                    last.lsn(),
                    last.at(),
                    List.copyOf(foreign.values()),
                    prepared,
                    taken,
                    written,
                    others.ways(),
                    others.workers(),
                    last.nextXid());
        } catch (SQLException e) {
            throw failed(target, "prove", e);
        }
    }

    /** Gives subscriptions back; returns those that could not be enabled, with the reason. */
    public List<String> enable(Target target, List<Subscription> subscriptions) {
        List<String> differences = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            subscription
                    .enable(target)
                    .ifPresent(why -> differences.add(subscription + " is not enabled again: " + why));
        }
        return differences;
    }

    /** Lets suspended jobs start again; returns those that could not be given back, with the reason. */
    public List<String> resume(Target target, List<ScheduledJobs> suspended) {
        List<String> differences = new ArrayList<>();
        for (ScheduledJobs jobs : suspended) {
            jobs.resume(target).ifPresent(why -> differences.add(jobs + " are not active again: " + why));
        }
        return differences;
    }

    /** Whether it is there and disabled. */
    public boolean isDisabled(Target target, Subscription subscription) {
        try (Connection session = Connections.open(target)) {
            return Subscription.isThere(session, subscription)
                    && !Subscription.enabled(session).contains(subscription);
        } catch (SQLException e) {
            throw failed(target, "look at", e);
        }
    }

    /** Those of these jobs that are not active. */
    public List<Long> suspended(Target target, ScheduledJobs before) {
        try (Connection session = Connections.open(target)) {
            List<Long> active = ScheduledJobs.active(session, target)
                    .map(ScheduledJobs::ids)
                    .orElse(List.of());
            return before.ids().stream().filter(id -> !active.contains(id)).toList();
        } catch (SQLException e) {
            throw failed(target, "look at", e);
        }
    }

    /** Gives logins and defaults back as remembered; returns what somebody had changed meanwhile. */
    public List<String> lower(Target target, List<Role> roles, List<DatabaseDefault> databases) {
        List<String> remarks = new ArrayList<>();
        try (Connection session = Connections.open(target)) {
            together(session, () -> {
                for (DatabaseDefault before : databases) {
                    lower(session, before, remarks);
                }
                for (Role before : roles) {
                    lower(session, before, remarks);
                }
            });
            return remarks;
        } catch (SQLException e) {
            throw failed(target, "lower", e);
        }
    }

    /** What remembered roles and defaults are not as remembered; empty when all was given back. */
    public List<String> notGivenBack(Target target, List<Role> roles, List<DatabaseDefault> databases) {
        try (Connection session = Connections.open(target)) {
            List<String> differences = new ArrayList<>();
            for (Role before : roles) {
                find(session, before.name())
                        .filter(now -> !now.equals(before))
                        .ifPresent(now -> differences.add("is " + now + ", was " + before));
            }
            for (DatabaseDefault before : databases) {
                DatabaseDefault now = database(session);
                if (!now.equals(before)) {
                    differences.add("is " + now + ", was " + before);
                }
            }
            return differences;
        } catch (SQLException e) {
            throw failed(target, "look at", e);
        }
    }

    /** Lets one role in, and lets it write, while the fence holds out all others. */
    public void openFor(Target target, String role) {
        try (Connection session = Connections.open(target)) {
            together(session, () -> {
                readOnlyInDatabase(session, role, target.database(), "off");
                alter(session, "ALTER ROLE %I LOGIN", role);
            });
        } catch (SQLException e) {
            throw failed(target, "open for " + role, e);
        }
    }

    /** Shuts the role out again and ends its sessions; returns who is still there. */
    public List<Session> closeFor(Target target, Role remembered) {
        try (Connection session = Connections.open(target)) {
            together(session, () -> {
                alter(session, "ALTER ROLE %I NOLOGIN", remembered.name());
                readOnlyInDatabase(session, remembered.name(), target.database(), remembered.readOnly());
            });
            return Sessions.endOfRole(session, remembered.name(), PATIENCE).left();
        } catch (SQLException e) {
            throw failed(target, "close for " + remembered.name(), e);
        }
    }

    /** The next transaction id the server will give (32 bits); asking takes none. */
    public long nextXid(Target target) {
        try (Connection session = Connections.open(target)) {
            return position(session).nextXid();
        } catch (SQLException e) {
            throw failed(target, "look at", e);
        }
    }

    private static void lower(Connection session, DatabaseDefault before, List<String> remarks) throws SQLException {
        DatabaseDefault now = database(session);
        if (!now.database().equals(before.database())) {
            remarks.add("database " + before.database() + " is not the target any more (" + now.database() + ")");
            return;
        }
        if (!"on".equals(now.readOnly()) && !now.equals(before)) {
            remarks.add("database " + before.database() + ": somebody had changed default_transaction_read_only to "
                    + now.readOnly() + " while the fence was up");
        }
        if (before.readOnly() == null) {
            alter(session, "ALTER DATABASE %I RESET default_transaction_read_only", before.database());
        } else {
            alter(
                    session,
                    "ALTER DATABASE %I SET default_transaction_read_only = %L",
                    before.database(),
                    before.readOnly());
        }
    }

    private static void lower(Connection session, Role before, List<String> remarks) throws SQLException {
        Optional<Role> found = find(session, before.name());
        if (found.isEmpty()) {
            remarks.add("role " + before.name() + " is gone: somebody dropped or renamed it while the fence was up");
            return;
        }
        Role now = found.get();
        if (now.canLogin() && !now.equals(before)) {
            remarks.add("role " + before.name() + ": somebody had let it log in again while the fence was up");
        }
        if (now.connectionLimit() != before.connectionLimit()) {
            remarks.add("role " + before.name() + ": somebody had changed its connection limit to "
                    + now.connectionLimit() + " while the fence was up; it is " + before.connectionLimit() + " again");
        }
        if (!java.util.Objects.equals(now.readOnly(), before.readOnly())) {
            readOnlyInDatabase(session, before.name(), database(session).database(), before.readOnly());
        }
        alter(
                session,
                before.canLogin()
                        ? "ALTER ROLE %I LOGIN CONNECTION LIMIT %s"
                        : "ALTER ROLE %I NOLOGIN CONNECTION LIMIT %s",
                before.name(),
                Integer.toString(before.connectionLimit()));
    }

    private static void readOnlyInDatabase(Connection session, String role, String database, @Nullable String value)
            throws SQLException {
        if (value == null) {
            alter(session, "ALTER ROLE %I IN DATABASE %I RESET default_transaction_read_only", role, database);
        } else {
            alter(
                    session,
                    "ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = %L",
                    role,
                    database,
                    value);
        }
    }

    /** PostgreSQL itself quotes the names into the statement. */
    private static void alter(Connection session, String format, String... names) throws SQLException {
        String quoted = Query.one(
                session,
                "SELECT pg_catalog.format(?, VARIADIC ?::pg_catalog.text[])",
                Query::text,
                format,
                List.of((Object[]) names));
        Query.run(session, quoted);
    }

    private static DatabaseDefault database(Connection session) throws SQLException {
        return Query.one(session, DATABASE, row -> new DatabaseDefault(Query.text(row), Query.nullable(row, 2)));
    }

    private static Optional<Role> find(Connection session, String name) throws SQLException {
        return Query.find(session, ROLES + "WHERE r.rolname = ?", WriteFence::role, name);
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(Query.text(row), row.getBoolean(2), row.getInt(3), Query.nullable(row, 4));
    }

    private record Position(Lsn lsn, long nextXid, Instant at) {}

    private static Position position(Connection session) throws SQLException {
        return Query.one(
                session,
                POSITION,
                row -> new Position(Lsn.parse(Query.text(row)), row.getLong(2), Query.instant(row, 3)));
    }

    /** The WAL can be read from its files only up to what was flushed; a segment switch flushes all. */
    static void flush(Connection session, Lsn position) throws SQLException {
        int segmentBytes = Query.one(
                session,
                "SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))",
                row -> row.getInt(1));
        Lsn written = WalPage.written(position, segmentBytes);
        long until = System.nanoTime() + FLUSH.toNanos();
        while (System.nanoTime() < until) {
            Lsn flushed =
                    Lsn.parse(Query.one(session, "SELECT pg_catalog.pg_current_wal_flush_lsn()::text", Query::text));
            if (!flushed.isBefore(written)) {
                return;
            }
            Await.pause(Duration.ofMillis(20));
        }
        Query.one(session, "SELECT pg_catalog.pg_switch_wal()::text", Query::text);
    }

    /** Work in one transaction. */
    private interface Work {
        void run() throws SQLException;
    }

    private static void together(Connection session, Work work) throws SQLException {
        session.setAutoCommit(false);
        try {
            work.run();
            session.commit();
        } catch (SQLException | RuntimeException e) {
            session.rollback();
            throw e;
        } finally {
            session.setAutoCommit(true);
        }
    }

    private static HintedException failed(Target target, String what, SQLException e) {
        return new HintedException(
                "cannot " + what + " the fence on " + target.label() + ": " + e.getMessage(),
                "see the server's log; " + target.user() + " must be a superuser; fence by hand if it stays so.",
                e);
    }
}
