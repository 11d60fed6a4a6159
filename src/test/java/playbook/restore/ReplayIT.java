package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.RecoveryTarget;
import playbook.incident.RestoredBase;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;

class ReplayIT {

    private Patient patient;
    private Culprit culprit;

    @BeforeEach
    void someoneDeletesTooMuch() {
        patient = new Patient();
        patient.server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO t VALUES (2001)");
        culprit = patient.commit(List.of(patient.change("t", Operation.DELETE, 501)), "DELETE FROM t WHERE id > 500");
        patient.server.execute("INSERT INTO t VALUES (3001)");
    }

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    @Test
    void theSideInstanceStopsJustBeforeAndThenJustAfterTheTransaction() {
        assertThat(patient.restoreBase("b1").output()).contains(" bytes");

        SideInstance before = reached(replay(ReplayTarget.before(culprit)));
        assertThat(before.stoppedAt())
                .startsWith("recovery stopping before commit of transaction " + culprit.xid() + ", time ");
        assertThat(before.inclusive()).isFalse();
        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM t")).containsExactly("1001");

        SideInstance after = reached(replay(ReplayTarget.after(culprit)));
        assertThat(after.stoppedAt()).startsWith("recovery stopping after commit of transaction " + culprit.xid());
        assertThat(patient.onSide(after.port(), "SELECT count(*) FROM t")).containsExactly("500");
        assertThat(patient.server.query("SELECT count(*) FROM t")).isEqualTo("501");
    }

    @Test
    void archivedSegmentsAreEnough() {
        patient.archiveAll();
        patient.restoreBase("b1");
        SideInstance before = reached(replay(ReplayTarget.before(culprit)));
        assertThat(patient.onSide(before.port(), "SELECT max(id) FROM t")).containsExactly("2001");
    }

    @Test
    void aWalPositionIsATarget() {
        patient.restoreBase("b1");
        SideInstance side = reached(replay(new RecoveryTarget.ToLsn(culprit.firstLsn(), false, 1)));
        assertThat(patient.onSide(side.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        assertThat(side.reachedLsn()).isLessThanOrEqualTo(culprit.firstLsn());
    }

    @Test
    void aTimeIsATarget() {
        patient.restoreBase("b1");
        Instant committed = Instant.parse(patient.server.query(
                "SELECT to_char(now() AT TIME ZONE 'UTC'," + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        patient.server.execute("DELETE FROM t", "INSERT INTO t VALUES (1)");
        SideInstance side =
                reached(replayTo(new RecoveryTarget.ToTime(committed, false, 1), committed.minus(1, ChronoUnit.HOURS)));
        assertThat(patient.onSide(side.port(), "SELECT count(*) FROM t")).containsExactly("501");
    }

    @Test
    void aTimeBeforeTheBackupsEndIsRefused() {
        patient.restoreBase("b1");
        Patient.Ended ended = replayTo(
                new RecoveryTarget.ToTime(Instant.parse("2020-01-01T00:00:00Z"), false, 1),
                Instant.parse("2020-01-01T00:00:01Z"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .isEqualTo("the target 2020-01-01 00:00:00.000000+00 lies before the end of the base backup"
                        + " (2020-01-01T00:00:01Z).\n"
                        + "HINT: choose an older base backup, whose end lies before the target.\n");
    }

    /** PostgreSQL itself would stop at the first later commit without an error. */
    @Test
    void aWrongSidecarDoesNotHideThatTheTimeLiesBeforeTheBackupsEnd() {
        patient.restoreBase("b1");
        Patient.Ended ended = replayTo(
                new RecoveryTarget.ToTime(Instant.parse("2020-01-01T00:00:00Z"), false, 1),
                Instant.parse("2019-01-01T00:00:00Z"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .startsWith("the target 2020-01-01 00:00:00.000000+00 lies before the end of the base backup (20")
                .contains(" GMT).");
        assertThat(ended.result()).isEmpty();
    }

    @Test
    void aTargetBeforeTheBackupsEndIsRefused() {
        patient.baseBackup("late");
        patient.restoreBase("late");
        Patient.Ended ended = replay(ReplayTarget.before(culprit));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .startsWith("transaction " + culprit.xid() + " begins at " + culprit.firstLsn()
                        + ", before the end of the base backup (")
                .endsWith("HINT: choose an older base backup, whose end lies before the target.\n");
    }

    @Test
    void aHoleInTheWalIsAFailure() throws Exception {
        patient.archiveAll();
        patient.server.execute("CREATE TABLE filler AS SELECT generate_series(1, 1000)");
        patient.archiveAll();
        Culprit late = patient.commit(List.of(), "DELETE FROM t");
        patient.archiveAll();
        String hole = late.commitLsn().segment(1, 16 << 20);
        Files.delete(patient.server.archive().resolve(hole));
        Files.deleteIfExists(patient.server.data().resolve("pg_wal").resolve(hole));

        patient.restoreBase("b1");
        Patient.Ended ended = replay(ReplayTarget.before(late));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains("the replay to xid=" + late.xid() + " inclusive=off timeline=1 ended before its target: ")
                .contains("recovery ended before configured recovery target was reached")
                .contains("HINT: the WAL segment " + hole + " is neither in " + patient.server.archive() + " nor in "
                        + patient.server.data().resolve("pg_wal") + ": a recovery from this backup gets to there");
    }

    @Test
    void aKilledSideServerIsReplayedAgain() {
        patient.restoreBase("b1");
        SideInstance first = reached(replay(ReplayTarget.before(culprit)));
        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(first.pid()).map(p -> !p.isAlive()).orElse(true));

        SideInstance second = reached(replay(ReplayTarget.before(culprit)));
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(patient.onSide(second.port(), "SELECT count(*) FROM t")).containsExactly("1001");
    }

    @Test
    void aPausedSideServerIsOnlyLookedAt() {
        patient.restoreBase("b1");
        SideInstance first = reached(replay(ReplayTarget.before(culprit)));
        assertThat(reached(replay(ReplayTarget.before(culprit)))).isEqualTo(first);
    }

    @Test
    void aHalfCopyIsContinuedAndAWholeOneKept() throws Exception {
        patient.restoreBase("b1");
        Path side = patient.work.resolve("side");
        Path half = patient.work.resolve("side.partial");
        Files.move(side, half);
        Files.delete(half.resolve("global/pg_control"));
        Files.writeString(half.resolve("PG_VERSION"), "half");

        RestoredBase again = Json.read(patient.restoreBase("b1").result(), RestoredBase.class);
        assertThat(again.reused()).isFalse();
        assertThat(Files.readString(side.resolve("PG_VERSION"))).isEqualTo("15\n");
        assertThat(Json.read(patient.restoreBase("b1").result(), RestoredBase.class)
                        .reused())
                .isTrue();
    }

    @Test
    void aDamagedBackupIsRefused() throws Exception {
        Path file;
        try (Stream<Path> files = Files.list(patient.backups.resolve("base/b1/base/1"))) {
            file = files.filter(path -> path.getFileName().toString().equals("PG_VERSION"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, "99\n");
        Patient.Ended ended = patient.restoreBase("b1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("the base backup b1 does not match its own manifest:");
        assertThat(patient.work.resolve("side")).doesNotExist();
    }

    private Patient.Ended replay(RecoveryTarget target) {
        return patient.script("replay.sh", ReplayTarget.environment(target, culprit));
    }

    private Patient.Ended replayTo(RecoveryTarget target, Instant backupFinishedAt) {
        Map<String, String> environment = new HashMap<>(ReplayTarget.environment(target));
        environment.put("BACKUP_FINISHED_AT", backupFinishedAt.toString());
        return patient.script("replay.sh", environment);
    }

    private static SideInstance reached(Patient.Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }
}
