package playbook.practice;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import playbook.practice.OracleLine.Write;

/** The application's background writes: each one transaction, told to the oracle before and after its commit. */
final class Traffic {

    private static final String USER = ", version, " + Sql.hash("users");
    private static final String ACCOUNT = ", version, " + Sql.hash("accounts");
    private static final int FRESH = 200;
    private static final String SEEDED_USERS =
            "SELECT id FROM public.users WHERE email NOT LIKE 'new%' ORDER BY id DESC LIMIT 1";
    private static final String SEEDED_ACCOUNTS = "SELECT a.id FROM public.accounts AS a"
            + " JOIN public.users AS u ON u.id = a.user_id WHERE u.email NOT LIKE 'new%' ORDER BY a.id DESC LIMIT 1";

    private final OracleLog oracle;
    private final SplittableRandom random = new SplittableRandom();
    /** Signed up here and not used otherwise, so that leaving again takes nothing of others away. */
    private final Deque<Long> fresh = new ArrayDeque<>();

    private long users;
    private long accounts;

    Traffic(OracleLog oracle) {
        this.oracle = oracle;
    }

    /** One transaction on a session without auto-commit. */
    void once(Connection connection) throws SQLException {
        if (users == 0) {
            // Seeded numbers have no holes; those of customers who came later do, and a hole would look like a loss.
            users = number(connection, SEEDED_USERS);
            accounts = number(connection, SEEDED_ACCOUNTS);
        }
        List<Write> writes = new ArrayList<>();
        boolean done = false;
        try {
            int kind = random.nextInt(100);
            if (kind < 50) {
                transfer(connection, writes);
            } else if (kind < 75) {
                changeProfile(connection, writes);
            } else if (kind < 95 || fresh.isEmpty()) {
                signUp(connection, writes);
            } else {
                leave(connection, writes);
            }
            done = true;
        } finally {
            if (!done && !connection.isClosed()) {
                connection.rollback();
            }
        }
        commit(connection, writes);
    }

    private void commit(Connection connection, List<Write> writes) throws SQLException {
        if (writes.isEmpty()) {
            connection.rollback();
            return;
        }
        addAudit(connection, writes);
        String id = oracle.intend(writes);
        connection.commit();
        oracle.acknowledged(id);
    }

    private void transfer(Connection connection, List<Write> writes) throws SQLException {
        long one = 1 + random.nextLong(accounts);
        long other = 1 + random.nextLong(accounts);
        if (one == other) {
            return;
        }
        String amount = random.nextInt(1, 10_000) + "e-2";
        // Always the lower account first, so that two transfers never wait for each other.
        long first = Math.min(one, other);
        long second = Math.max(one, other);
        String book = "UPDATE public.accounts SET balance = balance + ?::numeric, version = version + 1 WHERE id = ?"
                + " RETURNING id" + ACCOUNT;
        if (!write(connection, writes, "accounts", book, "-" + amount, first)
                || !write(connection, writes, "accounts", book, amount, second)) {
            writes.clear();
            throw new SQLException("transfer from account " + first + " to " + second + ": an account does not exist");
        }
        UUID transfer = new UUID(random.nextLong(), random.nextLong());
        String leg = "INSERT INTO public.transactions AS t (account_id, transfer, amount, reference)"
                + " VALUES (?, ?, ?::numeric, 'Transfer') RETURNING id, 1, " + Sql.hash("t");
        write(connection, writes, "transactions", leg, first, transfer, "-" + amount);
        write(connection, writes, "transactions", leg, second, transfer, amount);
    }

    private void changeProfile(Connection connection, List<Write> writes) throws SQLException {
        long user = 1 + random.nextLong(users);
        String change =
                "UPDATE public.users SET profile = profile || pg_catalog.jsonb_build_object('visits', ?::integer),"
                        + " updated_at = pg_catalog.now(), version = version + 1 WHERE id = ? RETURNING id" + USER;
        if (!write(connection, writes, "users", change, random.nextInt(1_000), user)) {
            throw new SQLException("profile of user " + user + ": the user does not exist");
        }
    }

    private void signUp(Connection connection, List<Write> writes) throws SQLException {
        String name = "new" + Long.toHexString(random.nextLong());
        write(
                connection,
                writes,
                "users",
                "INSERT INTO public.users (branch_id, email, full_name, profile) VALUES (?, ?, ?, '{\"language\": \"nl\"}')"
                        + " RETURNING id" + USER,
                random.nextInt(1, 41),
                name + "@example.com",
                name);
        long user = writes.get(0).key();
        write(
                connection,
                writes,
                "accounts",
                "INSERT INTO public.accounts (user_id, branch_id) VALUES (?, ?) RETURNING id" + ACCOUNT,
                user,
                random.nextInt(1, 41));
        if (fresh.size() < FRESH) {
            fresh.add(user);
        }
    }

    private void leave(Connection connection, List<Write> writes) throws SQLException {
        long user = fresh.remove();
        write(
                connection,
                writes,
                "accounts",
                "DELETE FROM public.accounts WHERE user_id = ? RETURNING id, version + 1, NULL::bigint",
                user);
        write(
                connection,
                writes,
                "users",
                "DELETE FROM public.users WHERE id = ? RETURNING id, version + 1, NULL::bigint",
                user);
    }

    /** @return whether a row was there to be written */
    private static boolean write(Connection connection, List<Write> writes, String table, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                boolean found = false;
                while (row.next()) {
                    found = true;
                    long hash = row.getLong(3);
                    boolean deleted = row.wasNull();
                    writes.add(new Write(table, row.getLong(1), row.getLong(2), deleted, hash));
                }
                return found;
            }
        }
    }

    private static void addAudit(Connection connection, List<Write> writes) throws SQLException {
        write(
                connection,
                writes,
                "audit",
                "SELECT a.id, 1, " + Sql.hash("a") + " FROM public.audit AS a"
                        + " WHERE a.transaction_id = pg_catalog.pg_current_xact_id()::text::bigint");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
