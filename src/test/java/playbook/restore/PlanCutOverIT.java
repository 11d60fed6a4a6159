package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.Lsn;
import playbook.incident.StopPoint;
import playbook.incident.StopPoint.Kind;
import playbook.incident.TableChange.Operation;
import playbook.postgres.TestServer;

/** What going back would lose, counted on a real server and compared with what was written. */
class PlanCutOverIT {

    private Patient patient;
    private Culprit culprit;
    private String between = "";

    @BeforeEach
    void someWriteAndOneDeletesTooMuch() {
        patient = new Patient(TestServer.with().set("wal_level", "logical"));
        patient.server.execute(
                "CREATE TABLE t (id int PRIMARY KEY, note text)", "INSERT INTO t SELECT generate_series(1, 1000)");
        between = patient.server.query("SELECT pg_current_wal_insert_lsn()");
        patient.server.execute("INSERT INTO t VALUES (2001), (2002)");
        culprit = patient.commit(List.of(patient.change("t", Operation.DELETE, 502)), "DELETE FROM t WHERE id > 500");
        patient.server.execute(
                "INSERT INTO t VALUES (3001), (3002), (3003)",
                "UPDATE t SET note = 'later' WHERE id <= 10",
                "DELETE FROM t WHERE id IN (1, 2)",
                "ANALYZE t",
                "CREATE TABLE other (id int)",
                "CREATE SCHEMA playbook_rescue_dl_0",
                "CREATE TABLE playbook_rescue_dl_0.rows_1 AS SELECT * FROM t",
                "DELETE FROM playbook_rescue_dl_0.rows_1 WHERE id < 100");
    }

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    @Test
    void everyLaterTransactionIsCountedButTheCulpritAndThePlaybooksOwn() throws Exception {
        CutOverPlan plan = plan(new StopPoint(Kind.TRANSACTION, Long.toString(culprit.xid()), 1), culprit.commitLsn());
        assertThat(plan.lostTransactions()).isEqualTo(3);
        assertThat(plan.lost())
                .singleElement()
                .satisfies(rows ->
                        assertThat(rows).hasToString("LostRows[table=public.t, inserted=3, updated=10, deleted=2]"));
        assertThat(plan.systemIdentifier()).isEqualTo(patient.identifier());
        assertThat(plan.dataDirectory()).isEqualTo(patient.server.data().toString());
        assertThat(plan.hash()).isEqualTo(PlanCutOverTask.hash(plan)).hasSize(64);
    }

    @Test
    void anEarlierStopLosesMore() throws Exception {
        CutOverPlan plan = plan(new StopPoint(Kind.LSN, between, 1), Lsn.parse(between));
        assertThat(plan.lostTransactions()).isEqualTo(4);
        assertThat(plan.lost().get(0).inserted()).isEqualTo(5);
    }

    @Test
    void aTimeIsAStopToo() throws Exception {
        String time = patient.server.query(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        patient.server.execute("INSERT INTO t VALUES (4001)");
        CutOverPlan plan = plan(new StopPoint(Kind.TIME, Instant.parse(time).toString(), 1), null);
        assertThat(plan.lostTransactions()).isEqualTo(1);
        assertThat(plan.lost().get(0).inserted()).isEqualTo(1);
    }

    @Test
    void whatNoWalCanBringBackIsTold() throws Exception {
        // Before the open transaction, for whose end it would wait.
        patient.server.query("SELECT pg_create_logical_replication_slot('cdc', 'pgoutput')");
        patient.server.execute(
                "CREATE UNLOGGED TABLE sessions (id int PRIMARY KEY, data text)",
                "INSERT INTO sessions SELECT i, 'kept' FROM generate_series(1, 700) i",
                "CREATE SUBSCRIPTION feed CONNECTION 'host=127.0.0.1' PUBLICATION p WITH (connect = false)",
                "BEGIN; INSERT INTO t VALUES (7777); PREPARE TRANSACTION 'xa-open'");
        patient.server.query("SELECT pg_create_physical_replication_slot('standby')");
        patient.server.execute("CREATE DATABASE reports");
        try (Connection reports = patient.server.tryConnect("recovery", "reports");
                Statement statement = reports.createStatement()) {
            statement.execute("CREATE UNLOGGED TABLE caches AS SELECT generate_series(1, 30)");
        }
        CutOverPlan plan;
        try {
            plan = plan(new StopPoint(Kind.LSN, between, 1), Lsn.parse(between));
        } finally {
            patient.server.execute("ROLLBACK PREPARED 'xa-open'", "ALTER SUBSCRIPTION feed SET (slot_name = NONE)");
            patient.server.execute("DROP SUBSCRIPTION feed");
        }
        assertThat(plan.warnings())
                .hasSize(6)
                .contains(
                        "public.sessions is unlogged: its 700 rows are lost, the recovered server begins with none. Only a"
                                + " dump has them.",
                        "public.caches in database reports is unlogged: its 30 rows are lost, the recovered server begins"
                                + " with none. Only a dump has them.",
                        "The logical slot cdc (pgoutput, database noa_db) is lost: its consumer misses the changes since, or"
                                + " must copy everything anew.",
                        "The physical slot standby is lost: whoever follows it must be built anew.")
                .anySatisfy(warning -> assertThat(warning)
                        .matches(
                                "The prepared transaction xa-open of postgres \\(database noa_db, prepared at [0-9: -]+ UTC\\)"
                                        + " is open\\. If it was prepared before the stop, it is open again on the recovered server,"
                                        + " where it can be seen only after the promotion: commit it or roll it back then\\."
                                        + " Otherwise it is lost\\."))
                .anySatisfy(warning ->
                        assertThat(warning).startsWith("The subscription feed in database noa_db goes back, too"));
    }

    /** The search began before the hole, the base backup ended behind it. */
    @Test
    void aHoleFromBeforeTheStopHidesNothingAndOneBehindItIsNamed() throws Exception {
        patient.archiveAll();
        String begin = patient.server.query("SELECT pg_current_wal_insert_lsn()");
        patient.server.execute("INSERT INTO t VALUES (5001)");
        String hole = patient.server.query("SELECT pg_walfile_name(pg_switch_wal())");
        patient.server.execute("INSERT INTO t VALUES (5002)", "SELECT pg_switch_wal()");
        String behind = patient.server.query("SELECT pg_current_wal_insert_lsn()");
        patient.server.execute("INSERT INTO t VALUES (5003)", "SELECT pg_switch_wal()", "CHECKPOINT", "CHECKPOINT");
        patient.archiveAll();
        Files.delete(patient.server.archive().resolve(hole));
        Files.deleteIfExists(patient.server.data().resolve("pg_wal").resolve(hole));

        CutOverPlan plan = plan(new StopPoint(Kind.LSN, behind, 1), Lsn.parse(behind), Lsn.parse(begin));
        assertThat(plan.lostTransactions()).isEqualTo(1);
        assertThatThrownBy(() -> plan(new StopPoint(Kind.LSN, begin, 1), Lsn.parse(begin), null))
                .hasMessageContaining("what would be lost cannot be counted")
                .hasMessageContaining(hole);

        Files.delete(patient.server.archive().resolve("000000010000000000000001"));
        assertThatThrownBy(() -> plan(new StopPoint(Kind.LSN, begin, 1), Lsn.parse(begin), null))
                .hasMessageContaining("the WAL begins only at 0/3000000");
    }

    private CutOverPlan plan(StopPoint stop, @Nullable Lsn position) throws Exception {
        return plan(stop, position, null);
    }

    private CutOverPlan plan(StopPoint stop, @Nullable Lsn position, @Nullable Lsn searchedFrom) throws Exception {
        List<Object> results = new ArrayList<>();
        new PlanCutOverTask()
                .run(patient.context(
                        new PlanCutOver.Input("DL-1", stop, position, "b1", culprit, searchedFrom), results));
        return (CutOverPlan) results.get(0);
    }
}
