package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import playbook.InTurn;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.postgres.TestServer;

/** A side instance starts wherever the patient ran, and a pause is not taken for the stop. */
@InTurn(5)
class ReplayLimitsIT {

    @SuppressWarnings("NullAway.Init")
    private Patient patient;

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    /** BR-17: neither the backup nor the patient of today shows what it had in between. */
    @Test
    void limitsThatWereRaisedForAWhileBetweenBackupAndLossAreGiven() {
        patient = patient(TestServer.with());
        String raised = "max_connections = 150, max_locks_per_transaction = 200, max_worker_processes = 30,"
                + " max_wal_senders = 40, max_prepared_transactions = 90";
        restartWith(raised.split(", "));
        patient.server.execute("INSERT INTO t VALUES (2001)");
        restartWith("max_connections = 170", "max_prepared_transactions = 0");
        restartWith();
        Culprit culprit = loss();

        SideInstance before = reached(replay(culprit));

        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        assertThat(
                        patient.onSide(
                                before.port(),
                                "SELECT current_setting('max_connections') || ' ' || current_setting('max_prepared_transactions')"))
                .containsExactly("170 90");
        assertThat(before.stoppedAt()).startsWith("recovery stopping before commit of transaction " + culprit.xid());
        SideInstance after =
                reached(patient.script("replay.sh", ReplayTarget.environment(ReplayTarget.after(culprit), culprit)));
        assertThat(patient.onSide(after.port(), "SELECT count(*) FROM t")).containsExactly("500");
    }

    /** HC-2: min_wal_size has to hold two segments. */
    @Test
    void aClusterWithLargeSegmentsHasASideInstanceToo() {
        patient = patient(TestServer.with().initdb("--wal-segsize=64").set("min_wal_size", "256MB"));
        patient.server.execute("INSERT INTO t VALUES (2001)");
        Culprit culprit = loss();

        SideInstance before = reached(replay(culprit));

        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        assertThat(patient.onSide(before.port(), "SHOW wal_segment_size")).containsExactly("64MB");
    }

    /** Of the patient's configuration nothing is taken over, so what it includes may be missing. */
    @Test
    void theSmallestSegmentsAndAnIncludedFileThatIsNotThereHaveASideInstanceToo() throws Exception {
        patient = new Patient(TestServer.with().initdb("--wal-segsize=1").set("min_wal_size", "2MB"));
        java.nio.file.Path extra = patient.server.root().resolve("extra.conf");
        java.nio.file.Files.writeString(extra, "work_mem = '5MB'\n");
        java.nio.file.Files.writeString(
                patient.server.data().resolve("postgresql.conf"),
                "\ninclude '" + extra + "'\n",
                java.nio.file.StandardOpenOption.APPEND);
        patient.server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO t SELECT generate_series(2001, 60000)");
        java.nio.file.Files.delete(extra);
        assertThat(patient.restoreBase("b1").code()).isZero();
        Culprit culprit = loss();

        SideInstance before = reached(replay(culprit));

        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM t")).containsExactly("59000");
        assertThat(patient.onSide(before.port(), "SHOW wal_segment_size")).containsExactly("1MB");
    }

    @Test
    void aPauseAloneIsNotTakenForTheStop() throws Exception {
        patient = patient(TestServer.with());
        patient.server.execute("INSERT INTO t VALUES (2001)");
        Culprit culprit = loss();
        SideInstance first = reached(replay(culprit));
        assertThat(patient.onSide(first.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        java.nio.file.Path run = patient.work.resolve("side.run");
        String log = java.nio.file.Files.readString(run.resolve("server.log"));
        assertThat(log).contains("pausing at the end of recovery");
        // The same server, of which the log no longer says that it reached anything: a pause alone proves nothing.
        java.nio.file.Files.writeString(
                run.resolve("server.log"), log.replace("pausing at the end of recovery", "recovery has paused"));

        Patient.Ended ended = replay(culprit);

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(reached(ended).pid()).isNotEqualTo(first.pid());
    }

    private static Patient patient(TestServer.Settings settings) {
        Patient patient = new Patient(settings);
        patient.server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        patient.baseBackup("b1");
        patient.restoreBase("b1");
        return patient;
    }

    private Culprit loss() {
        return patient.commit(List.of(patient.change("t", Operation.DELETE, 501)), "DELETE FROM t WHERE id > 500");
    }

    private Patient.Ended replay(Culprit culprit) {
        return patient.script("replay.sh", ReplayTarget.environment(ReplayTarget.before(culprit), culprit));
    }

    private void restartWith(String... settings) {
        patient.server.execute("ALTER SYSTEM RESET ALL");
        for (String setting : settings) {
            patient.server.execute("ALTER SYSTEM SET " + setting);
        }
        patient.server.stopServer("fast");
        patient.server.startServer();
    }

    private static SideInstance reached(Patient.Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }
}
