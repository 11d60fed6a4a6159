package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
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
        Culprit culprit = found(patient.commit(List.of("TRUNCATE customers RESTART IDENTITY CASCADE"), other -> {}));
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
        RecoveryPlan plan = patient.run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input("DL-2026-0001", culprit, difference),
                RecoveryPlan.class);
        patient.run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), Object.class);
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
        Culprit culprit = found(patient.commit(
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
            culprit = found(patient.commit(
                    List.of("UPDATE customers SET name = 'x' WHERE id = 7", "meanwhile", "TRUNCATE orders"),
                    other -> early.commit()));
        }
        assertRefused(culprit, "others wrote 30 rows of public.orders");
    }

    /** Triggers write to such tables all the time; what the culprit only added is told by its own number. */
    @Test
    void othersMayWriteToTablesThatItOnlyFilled() throws Exception {
        patient.server.execute("CREATE TABLE audit (id int GENERATED ALWAYS AS IDENTITY, what text)");
        Culprit culprit = found(patient.commit(
                List.of("INSERT INTO audit (what) VALUES ('mine')", "meanwhile", "TRUNCATE orders"),
                other -> other.execute("INSERT INTO audit (what) VALUES ('theirs')")));
        assertThat(compared(culprit).tables())
                .allSatisfy(table -> assertThat(table.mismatches()).isEmpty())
                .extracting(table -> table.table().name() + " " + table.deleted() + " " + table.inserted())
                .containsExactlyInAnyOrder("orders 3001 0", "audit 0 1");
    }

    @Test
    void tablesThatWereEmptiedOneAfterTheOtherAreOneLossUnlessOthersWroteBetween() throws Exception {
        patient.server.execute("CREATE TABLE third (id int)", "INSERT INTO third SELECT generate_series(1, 7)");
        List<Culprit> parts = new ArrayList<>();
        for (String table : List.of("orders", "third")) {
            parts.add(found(patient.commit(List.of("TRUNCATE " + table), other -> {})));
        }
        assertThat(compared(series(parts)).tables())
                .extracting(table -> table.table().name() + " " + table.deleted())
                .containsExactlyInAnyOrder("orders 3001", "third 7");

        patient.server.execute("INSERT INTO orders VALUES (9003, 1, 'again')", "INSERT INTO third VALUES (8)");
        parts.clear();
        parts.add(found(patient.commit(List.of("TRUNCATE orders"), other -> {})));
        patient.server.execute("INSERT INTO third VALUES (9)");
        parts.add(found(patient.commit(List.of("TRUNCATE third"), other -> {})));
        assertRefused(series(parts), "others wrote 1 row of public.third");
    }

    /** As the search tells of commits of one kind. */
    private static Culprit series(List<Culprit> parts) {
        Culprit together = Culprit.together(parts);
        Culprit.Following end = java.util.Objects.requireNonNull(together.following());
        return new Culprit(
                together.xid(),
                together.subtransactions(),
                together.firstLsn(),
                together.commitLsn(),
                together.endLsn(),
                together.timeline(),
                together.committedAt(),
                together.tables(),
                together.also(),
                new Culprit.Following(
                        end.commits(), true, end.xid(), end.commitLsn(), end.endLsn(), end.committedAt(), 0));
    }

    /** Its rows are no loss, whoever said that it was emptied. */
    @Test
    void aTableThatStillHasForeignRowsJustAfterTheCulpritWasNotEmptied() throws Exception {
        Culprit deleted = found(patient.commit(List.of("DELETE FROM orders WHERE id <= 10"), other -> {}));
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

    private Culprit found(long xid) {
        return TransactionsIn.wal(patient.server, searchedFrom, xid);
    }

    private Lsn position() {
        return Lsn.parse(patient.server.query("SELECT pg_current_wal_insert_lsn()"));
    }

    private SideInstance before(Culprit culprit) {
        Patient.Ended restored = patient.restorePart("b1", culprit);
        assertThat(restored.code()).as(restored.output()).isZero();
        SideInstance before = patient.replay(ReplayTarget.before(culprit), culprit);
        patient.run(
                new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, before, searchedFrom, true), RowsBefore.class);
        return before;
    }

    private RowDifference compared(Culprit culprit) {
        before(culprit);
        SideInstance after = patient.replay(ReplayTarget.after(culprit), culprit);
        return patient.run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, after), RowDifference.class);
    }
}
