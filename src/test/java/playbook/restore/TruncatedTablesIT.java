package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.operation.WorkerTask;
import playbook.postgres.TransactionsIn;

/** Tables that were emptied, given back from two stops of a real replay while later rows stay. */
class TruncatedTablesIT {

    private final Patient patient = new Patient();
    private Lsn searchedFrom = Lsn.ZERO;

    @BeforeEach
    void tables() {
        patient.server.execute(
                "CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)",
                "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, note text)",
                "INSERT INTO customers (name) SELECT 'c' || i FROM generate_series(1, 500) i",
                "INSERT INTO orders SELECT i, 1 + i % 500, 'o' FROM generate_series(1, 3000) i");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO orders VALUES (9001, 1, 'before the loss')");
        searchedFrom = position();
    }

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    @Test
    void allRowsComeBackBesideTheLaterOnes() throws Exception {
        Culprit culprit = found(destroyed(List.of("TRUNCATE customers RESTART IDENTITY CASCADE"), other -> {}));
        assertThat(culprit.wholeTables()).isTrue();
        assertThat(culprit.comparable()).isTrue();
        List<String> later = List.of("9002");
        patient.server.execute(
                "INSERT INTO customers (name) VALUES ('new with a used number')",
                "INSERT INTO orders VALUES (9002, 1, 'later')");

        RowDifference difference = compared(culprit);
        assertThat(difference.tables())
                .allSatisfy(table -> assertThat(table.mismatches()).isEmpty());
        assertThat(difference.tables())
                .extracting(table -> table.table().name() + " " + table.deleted())
                .containsExactlyInAnyOrder("customers 500", "orders 3001");
        RecoveryPlan plan = run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input("DL-2026-0001", culprit, difference),
                RecoveryPlan.class);
        run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), Object.class);
        assertThat(patient.server.query("SELECT count(*) FROM orders")).isEqualTo("3002");
        assertThat(patient.server.column("SELECT id FROM orders WHERE note = 'later'"))
                .isEqualTo(later);
        assertThat(patient.server.query("SELECT count(*) FROM customers")).isEqualTo("500");
        assertThat(patient.server.query("SELECT name FROM customers WHERE id = 1"))
                .as("the number was given again: whoever has it now keeps it")
                .isEqualTo("new with a used number");
    }

    @Test
    void rowsThatOthersWroteBetweenItsFirstChangeAndTheTruncateAreNotLostInSilence() throws Exception {
        Culprit culprit = found(destroyed(
                List.of("UPDATE customers SET name = 'x' WHERE id = 7", "meanwhile", "TRUNCATE orders"),
                other -> other.execute("INSERT INTO orders VALUES (9002, 2, 'in between'), (9003, 2, 'in between')")));
        assertRefused(culprit, "others wrote 2 rows of public.orders");
    }

    @Test
    void aTransactionThatBeganEarlierAndEndedInBetweenIsSeenToo() throws Exception {
        Culprit culprit;
        try (Connection early = patient.server.connect();
                Statement statement = early.createStatement()) {
            early.setAutoCommit(false);
            statement.execute("DELETE FROM orders WHERE id <= 30");
            culprit = found(destroyed(
                    List.of("UPDATE customers SET name = 'x' WHERE id = 7", "meanwhile", "TRUNCATE orders"),
                    other -> early.commit()));
        }
        assertRefused(culprit, "others wrote 30 rows of public.orders");
    }

    /** Its rows are no loss, whoever said that it was emptied. */
    @Test
    void aTableThatStillHasForeignRowsJustAfterTheCulpritWasNotEmptied() throws Exception {
        Culprit deleted = found(destroyed(List.of("DELETE FROM orders WHERE id <= 10"), other -> {}));
        Culprit told = new Culprit(
                deleted.xid(),
                deleted.subtransactions(),
                deleted.firstLsn(),
                deleted.commitLsn(),
                deleted.endLsn(),
                deleted.timeline(),
                deleted.committedAt(),
                List.of(patient.change("orders", Operation.TRUNCATE, -1)));
        assertThat(compared(told).tables())
                .singleElement()
                .satisfies(table -> assertThat(table.mismatches())
                        .containsExactly("public.orders: transaction " + deleted.xid()
                                + " emptied it, but 2991 rows were there that it did not write"));
    }

    private void assertRefused(Culprit culprit, String what) {
        assertThat(culprit.comparable()).isTrue();
        assertThatThrownBy(() -> before(culprit))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("point-in-time recovery");
    }

    private interface Meanwhile {
        void happens(Statement other) throws SQLException;
    }

    /** One transaction; at the word "meanwhile" another session does something. */
    private long destroyed(List<String> statements, Meanwhile meanwhile) throws SQLException {
        try (Connection connection = patient.server.connect();
                Connection others = patient.server.connect();
                Statement statement = connection.createStatement();
                Statement other = others.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                if (sql.equals("meanwhile")) {
                    meanwhile.happens(other);
                } else {
                    statement.execute(sql);
                }
            }
            try (var row = statement.executeQuery("SELECT pg_current_xact_id()::xid")) {
                row.next();
                long xid = row.getLong(1);
                connection.commit();
                return xid;
            }
        }
    }

    private Culprit found(long xid) {
        patient.server.execute("SELECT pg_current_xact_id()");
        return TransactionsIn.wal(patient.server, searchedFrom, xid);
    }

    private Lsn position() {
        return Lsn.parse(patient.server.query("SELECT pg_current_wal_insert_lsn()"));
    }

    private SideInstance before(Culprit culprit) {
        Patient.Ended restored = patient.restoreBase("b1");
        assertThat(restored.code()).as(restored.output()).isZero();
        SideInstance before = replay(ReplayTarget.before(culprit), culprit);
        run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, before, searchedFrom), RowsBefore.class);
        return before;
    }

    private RowDifference compared(Culprit culprit) {
        before(culprit);
        SideInstance after = replay(ReplayTarget.after(culprit), culprit);
        return run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, after), RowDifference.class);
    }

    private SideInstance replay(playbook.incident.RecoveryTarget target, Culprit culprit) {
        Patient.Ended ended = patient.script("replay.sh", Map.copyOf(ReplayTarget.environment(target, culprit)));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }

    private <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(patient.context(input, results));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }
}
