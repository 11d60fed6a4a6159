package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.postgres.Connections;
import playbook.postgres.TransactionsIn;

/** A loop of many commits, compared from before its first to after its last. */
class SeriesIT {

    private final Patient patient = new Patient();

    @BeforeEach
    void table() {
        patient.server.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'o' FROM generate_series(1, 3000) i");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO orders VALUES (9001, 'before the loss')");
    }

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    @Test
    void theRowsOfEachCommitAreInOneDifference() {
        List<Culprit> commits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            commits.add(patient.commit(
                    List.of(patient.change("orders", Operation.DELETE, 100)),
                    "DELETE FROM orders WHERE id > " + i * 100 + " AND id <= " + (i + 1) * 100));
        }
        patient.server.execute("INSERT INTO orders VALUES (9002, 'after the loss')");
        Culprit together = Culprit.together(commits);
        Culprit.Following end = java.util.Objects.requireNonNull(together.following());
        Culprit series = new Culprit(
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
        assertThat(together.comparable()).isFalse();
        assertThat(series.comparable()).isTrue();

        assertThat(patient.restoreBase("b1").code()).isZero();
        SideInstance before = patient.replay(ReplayTarget.before(series), series);
        assertThat(before.stoppedAt())
                .startsWith("recovery stopping before commit of transaction "
                        + commits.get(0).xid());
        patient.run(new ReadBeforeTask(), new ReadBeforeTask.Input(series, before), RowsBefore.class);
        SideInstance after = patient.replay(ReplayTarget.after(series), series);
        assertThat(after.stoppedAt())
                .startsWith("recovery stopping after commit of transaction "
                        + commits.get(4).xid());
        RowDifference difference =
                patient.run(new CompareRowsTask(), new CompareRowsTask.Input(series, after), RowDifference.class);
        assertThat(difference.tables().get(0).mismatches()).isEmpty();
        assertThat(difference.tables().get(0).deleted()).isEqualTo(500);
        assertThat(difference.tables().get(0).before()).isEqualTo(3001);
    }

    /** HC-10: the one that began first commits last; a person chose both. */
    @Test
    void twoOverlappingTransactionsAreOneLossBeforeAndAfterBoth() throws Exception {
        Lsn from = Lsn.parse(patient.server.query("SELECT pg_current_wal_insert_lsn()"));
        long early;
        long late;
        try (Connection first = patient.server.connect();
                Connection second = patient.server.connect();
                Statement one = first.createStatement();
                Statement other = second.createStatement()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            early = delete(one, "id <= 200");
            late = delete(other, "id BETWEEN 1001 AND 1300");
            second.commit();
            one.execute("DELETE FROM orders WHERE id BETWEEN 201 AND 250");
            first.commit();
        }
        patient.server.execute("INSERT INTO orders VALUES (9002, 'after the loss')");
        Culprit both = Culprit.together(List.of(
                TransactionsIn.wal(patient.server, from, early), TransactionsIn.wal(patient.server, from, late)));
        assertThat(both.words()).isEqualTo("2 transactions, " + late + " to " + early);
        assertThat(both.destroyedRows()).isEqualTo(550);
        assertThat(both.did(early) && both.did(late)).isTrue();
        assertThat(both.firstLsn()).isLessThan(both.commitLsn());
        assertThat(both.comparable()).isFalse();

        assertThat(patient.restoreBase("b1").code()).isZero();
        SideInstance before = patient.replay(ReplayTarget.before(both), both);
        assertThat(before.stoppedAt()).startsWith("recovery stopping before commit of transaction " + late);
        assertThat(beside(before)).isEqualTo("3001");
        SideInstance after = patient.replay(ReplayTarget.after(both), both);
        assertThat(after.stoppedAt()).startsWith("recovery stopping after commit of transaction " + early);
        assertThat(beside(after)).isEqualTo("2451");
    }

    private static long delete(Statement statement, String which) throws SQLException {
        statement.execute("DELETE FROM orders WHERE " + which);
        try (var row = statement.executeQuery("SELECT pg_current_xact_id()::xid")) {
            row.next();
            return row.getLong(1);
        }
    }

    private String beside(SideInstance side) throws SQLException {
        try (Connection connection = Connections.openCopy(patient.server.target(), side.host(), side.port());
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM public.orders")) {
            row.next();
            return row.getString(1);
        }
    }
}
