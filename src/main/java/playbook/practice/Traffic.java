package playbook.practice;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.UUID;

/** What customers do all day: transfers, changed profiles, sign-ups and departures, each one transaction. */
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
    /** Users who signed up here and have done nothing since: when they leave, nobody else's rows go. */
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
        AuditedTransaction transaction = new AuditedTransaction(connection);
        boolean done = false;
        try {
            int kind = random.nextInt(100);
            if (kind < 50) {
                transfer(transaction);
            } else if (kind < 75) {
                changeProfile(transaction);
            } else if (kind < 95 || fresh.isEmpty()) {
                signUp(transaction);
            } else {
                leave(transaction);
            }
            done = true;
        } finally {
            if (!done && !connection.isClosed()) {
                connection.rollback();
            }
        }
        transaction.commit(oracle);
    }

    private void transfer(AuditedTransaction transaction) throws SQLException {
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
        if (!transaction.write("accounts", book, "-" + amount, first)
                || !transaction.write("accounts", book, amount, second)) {
            throw new SQLException("transfer from account " + first + " to " + second + ": an account does not exist");
        }
        UUID transfer = new UUID(random.nextLong(), random.nextLong());
        String leg = "INSERT INTO public.transactions AS t (account_id, transfer, amount, reference)"
                + " VALUES (?, ?, ?::numeric, 'Transfer') RETURNING id, 1, " + Sql.hash("t");
        transaction.write("transactions", leg, first, transfer, "-" + amount);
        transaction.write("transactions", leg, second, transfer, amount);
    }

    private void changeProfile(AuditedTransaction transaction) throws SQLException {
        long user = 1 + random.nextLong(users);
        String change =
                "UPDATE public.users SET profile = profile || pg_catalog.jsonb_build_object('visits', ?::integer),"
                        + " updated_at = pg_catalog.now(), version = version + 1 WHERE id = ? RETURNING id" + USER;
        if (!transaction.write("users", change, random.nextInt(1_000), user)) {
            throw new SQLException("profile of user " + user + ": the user does not exist");
        }
    }

    private void signUp(AuditedTransaction transaction) throws SQLException {
        String name = "new" + Long.toHexString(random.nextLong());
        transaction.write(
                "users",
                "INSERT INTO public.users (branch_id, email, full_name, profile) VALUES (?, ?, ?, '{\"language\": \"nl\"}')"
                        + " RETURNING id" + USER,
                random.nextInt(1, 41),
                name + "@example.com",
                name);
        long user = transaction.firstKey();
        transaction.write(
                "accounts",
                "INSERT INTO public.accounts (user_id, branch_id) VALUES (?, ?) RETURNING id" + ACCOUNT,
                user,
                random.nextInt(1, 41));
        if (fresh.size() < FRESH) {
            fresh.add(user);
        }
    }

    private void leave(AuditedTransaction transaction) throws SQLException {
        long user = fresh.remove();
        transaction.write(
                "accounts",
                "DELETE FROM public.accounts WHERE user_id = ? RETURNING id, version + 1, NULL::bigint",
                user);
        transaction.write(
                "users", "DELETE FROM public.users WHERE id = ? RETURNING id, version + 1, NULL::bigint", user);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
