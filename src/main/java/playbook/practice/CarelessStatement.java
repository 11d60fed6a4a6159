package playbook.practice;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import playbook.incident.HintedException;

/** Somebody destroys rows by one statement. The oracle reads all of them under lock just before. */
final class CarelessStatement {

    /**
     * What is done.
     *
     * @param role whose statement it is
     * @param sql the statement
     * @param lock run before it, for rows that cannot be locked one by one; may be empty
     * @param going queries of the rows that go, by table, parents before children: a locked parent admits no new child
     * @param counted the table whose rows the statement counts; may be empty
     */
    record Deed(String role, String sql, String lock, Map<String, String> going, String counted) {

        /**
         * The closed accounts are deleted by "not active", which forgets that pending and suspended ones are not active
         * either.
         */
        static final Deed DELETE =
                new Deed("careless", "DELETE FROM public.users WHERE status <> 'active'", "", notActive(), "users");

        /** The one note that was to be closed has no WHERE of its own. */
        static final Deed UPDATE = new Deed(
                "careless",
                "UPDATE public.support_notes SET note = 'closed'",
                "",
                Map.of("support_notes", ALL.formatted("support_notes") + " FOR UPDATE"),
                "support_notes");

        /** The books are emptied on the server that was taken for the test's. */
        static final Deed TRUNCATE = new Deed(
                "careless",
                "TRUNCATE public.transactions, public.support_notes",
                "LOCK TABLE public.transactions, public.support_notes IN ACCESS EXCLUSIVE MODE",
                Map.of("transactions", ALL.formatted("transactions"), "support_notes", ALL.formatted("support_notes")),
                "");

        /** A migration of the owner's drops what it takes for the old table. */
        static final Deed DROP = new Deed(
                "noa_owner",
                "DROP TABLE public.accounts CASCADE",
                "LOCK TABLE public.accounts IN ACCESS EXCLUSIVE MODE",
                Map.of("accounts", ALL.formatted("accounts")),
                "");

        /** A migration drops the column that it takes for an unused one; it is the last, so its place is the same afterwards. */
        static final Deed DROP_COLUMN = new Deed(
                "noa_owner",
                "ALTER TABLE public.support_notes DROP COLUMN written_at CASCADE",
                "LOCK TABLE public.support_notes IN ACCESS EXCLUSIVE MODE",
                Map.of("support_notes", ALL.formatted("support_notes")),
                "");

        /** What "drops all tables" in many a forum's answer, on the server that was taken for the test's. */
        static final Deed DROP_SCHEMA = new Deed(
                "noa_owner",
                "DROP SCHEMA public CASCADE",
                "LOCK TABLE " + Seed.TABLES.stream().map("public."::concat).collect(Collectors.joining(", "))
                        + " IN ACCESS EXCLUSIVE MODE",
                Seed.TABLES.stream().collect(Collectors.toMap(table -> table, ALL::formatted)),
                "");
    }

    private static final String ALL = "SELECT r.id, %%s FROM public.%s AS r";
    private static final Set<String> PASSING = Set.of("40001", "40P01");

    private final Home home;
    private final String scenario;
    private final Deed deed;

    /** @param scenario the word of the scenario of which the statement is a part */
    CarelessStatement(Home home, String scenario, Deed deed) {
        this.home = home;
        this.scenario = scenario;
        this.deed = deed;
    }

    Loss happen() throws SQLException {
        LossFile file = LossFile.next(home.oracle());
        try (Connection connection = Sql.open(home, deed.role())) {
            connection.setAutoCommit(false);
            for (int attempt = 1; ; attempt++) {
                try {
                    return happen(connection, file);
                } catch (SQLException e) {
                    connection.rollback();
                    // A deadlock with the application's traffic is no failure: nothing was deleted yet.
                    if (attempt == 5 || !PASSING.contains(e.getSQLState())) {
                        throw e;
                    }
                }
            }
        }
    }

    private Loss happen(Connection connection, LossFile file) throws SQLException {
        List<LossFile.Row> rows = new ArrayList<>();
        Map<String, Long> destroyed = new LinkedHashMap<>();
        if (!deed.lock().isEmpty()) {
            Sql.run(connection, deed.lock());
        }
        for (Map.Entry<String, String> going : deed.going().entrySet()) {
            int before = rows.size();
            look(connection, going.getKey(), going.getValue(), rows, false);
            destroyed.put(going.getKey(), (long) rows.size() - before);
        }
        if (rows.isEmpty()) {
            connection.rollback();
            throw new HintedException(
                    "nothing is left to destroy: the rows that it would take are gone already",
                    "report the loss that is there and respond to it, or begin anew: ./playbook stop --wipe, then"
                            + " ./playbook up");
        }
        try (Statement statement = connection.createStatement()) {
            long deleted = statement.executeLargeUpdate(deed.sql());
            if (!deed.counted().isEmpty() && deleted != destroyed.getOrDefault(deed.counted(), 0L)) {
                throw new SQLException("a row of " + deed.counted() + " changed meanwhile", "40001");
            }
        }
        if (!deed.going().containsKey("audit")) {
            look(
                    connection,
                    "audit",
                    "SELECT r.id, %s FROM public.audit AS r"
                            + " WHERE r.transaction_id = pg_catalog.pg_current_xact_id()::text::bigint",
                    rows,
                    true);
        }
        long xid = xid(connection);
        file.write(rows);
        Loss loss = new Loss(scenario, xid, deed.sql(), destroyed, Instant.now(), null);
        file.write(loss);
        connection.commit();
        Loss done = new Loss(loss.scenario(), xid, deed.sql(), destroyed, loss.intendedAt(), Instant.now());
        file.write(done);
        return done;
    }

    private static void look(Connection connection, String table, String sql, List<LossFile.Row> rows, boolean created)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5_000);
            try (ResultSet row = statement.executeQuery(sql.formatted(Sql.hash("r")))) {
                while (row.next()) {
                    rows.add(new LossFile.Row(table, row.getLong(1), row.getLong(2), created));
                }
            }
        }
    }

    private static long xid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pg_catalog.pg_current_xact_id()::text::bigint & 4294967295")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<String, String> notActive() {
        String users = "SELECT u.id FROM public.users AS u WHERE u.status <> 'active'";
        String accounts = "SELECT a.id FROM public.accounts AS a WHERE a.user_id IN (" + users + ")";
        Map<String, String> going = new LinkedHashMap<>();
        going.put(
                "users", "SELECT r.id, %s FROM public.users AS r WHERE r.status <> 'active' ORDER BY r.id FOR UPDATE");
        going.put(
                "accounts",
                "SELECT r.id, %s FROM public.accounts AS r WHERE r.user_id IN (" + users
                        + ") ORDER BY r.id FOR UPDATE");
        going.put(
                "transactions",
                "SELECT r.id, %s FROM public.transactions AS r WHERE r.account_id IN (" + accounts + ") FOR UPDATE");
        going.put(
                "support_notes",
                "SELECT r.id, %s FROM public.support_notes AS r WHERE r.user_id IN (" + users + ") FOR UPDATE");
        return going;
    }
}
