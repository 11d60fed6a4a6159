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
import playbook.incident.HintedException;

/**
 * Somebody deletes the closed accounts by "not active", and forgets that pending and suspended ones are not active
 * either. The oracle reads all rows under lock just before they are deleted.
 */
final class AccidentalDelete {

    private static final String STATEMENT = "DELETE FROM public.users WHERE status <> 'active'";
    private static final Set<String> PASSING = Set.of("40001", "40P01");

    /** Which rows go, by table, parents before children: a locked parent admits no new child. */
    private static final Map<String, String> GOING = going();

    private final Home home;
    private final String scenario;

    /** @param scenario the word of the scenario of which the deletion is a part */
    AccidentalDelete(Home home, String scenario) {
        this.home = home;
        this.scenario = scenario;
    }

    Loss happen() throws SQLException {
        LossFile file = LossFile.next(home.oracle());
        try (Connection connection = Sql.open(home, "careless")) {
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
        for (Map.Entry<String, String> going : GOING.entrySet()) {
            int before = rows.size();
            look(connection, going.getKey(), going.getValue(), rows, false);
            destroyed.put(going.getKey(), (long) rows.size() - before);
        }
        if (rows.isEmpty()) {
            connection.rollback();
            throw new HintedException(
                    "nothing is left to destroy: every customer who is not active is gone already",
                    "report the loss that is there and respond to it, or begin anew: ./playbook stop --wipe, then"
                            + " ./playbook up");
        }
        try (Statement statement = connection.createStatement()) {
            long deleted = statement.executeLargeUpdate(STATEMENT);
            if (deleted != destroyed.getOrDefault("users", 0L)) {
                throw new SQLException("a customer changed status meanwhile", "40001");
            }
        }
        look(
                connection,
                "audit",
                "SELECT r.id, %s FROM public.audit AS r"
                        + " WHERE r.transaction_id = pg_catalog.pg_current_xact_id()::text::bigint",
                rows,
                true);
        long xid = xid(connection);
        file.write(rows);
        Loss loss = new Loss(scenario, xid, STATEMENT, destroyed, Instant.now(), null);
        file.write(loss);
        connection.commit();
        Loss done = new Loss(loss.scenario(), xid, STATEMENT, destroyed, loss.intendedAt(), Instant.now());
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

    private static Map<String, String> going() {
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
