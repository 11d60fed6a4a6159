package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.RecoveryTarget;
import playbook.incident.RestoredBase;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.incident.VolumeCopy;
import playbook.postgres.CrashCopy;
import playbook.postgres.Traffic;

/** A copy as a volume's snapshot holds it, taken of a busy server, as base of a recovery by the real scripts. */
class SnapshotReplayIT {

    private static Patient patient;
    private static Culprit early;
    private static Culprit culprit;
    private static Path kept;
    private static long atTheLoss;
    private Path volume;

    @BeforeAll
    static void aBusyServerIsCopiedAndThenSomeoneDeletesTooMuch() throws IOException {
        patient = new Patient();
        patient.server.applicationRole("api");
        patient.server.execute(
                "CREATE TABLE t (id int PRIMARY KEY)",
                "INSERT INTO t SELECT generate_series(1, 1000)",
                "SELECT pg_create_physical_replication_slot('somebody', true)",
                "CHECKPOINT");
        kept = patient.server.root().resolve("kept");
        try (Traffic traffic = new Traffic(patient.server, "api", 2)) {
            Awaitility.await().until(() -> traffic.written() > 100);
            early = patient.commit(List.of(), "INSERT INTO t VALUES (2001)");
            Awaitility.await().until(() -> traffic.written() > 200);
            CrashCopy.ofServer(
                    Long.parseLong(Files.readAllLines(patient.server.data().resolve("postmaster.pid"))
                            .get(0)),
                    patient.server.data(),
                    kept);
            Awaitility.await().until(() -> traffic.written() > 300);
        }
        atTheLoss = Long.parseLong(patient.server.query("SELECT count(*) FROM traffic"));
        culprit = patient.commit(List.of(patient.change("t", Operation.DELETE, 501)), "DELETE FROM t WHERE id > 500");
        patient.server.execute("INSERT INTO t VALUES (3001)", "CHECKPOINT");
    }

    @BeforeEach
    void aVolumeIsMadeFromIt() throws IOException {
        volume = patient.server.root().resolve("volume-" + System.nanoTime());
        CrashCopy.take(List::of, kept, volume);
    }

    @AfterAll
    static void nothingStays() {
        patient.close();
    }

    @Test
    void theSideInstanceStopsJustBeforeAndThenJustAfterTheTransaction() throws IOException {
        Patient.Ended looked = become();
        assertThat(looked.code()).as(looked.output()).isZero();
        RestoredBase base = Json.read(looked.result(), RestoredBase.class);
        VolumeCopy copy = Json.read(looked.result(), VolumeCopy.class);
        assertThat(base.snapshot()).isEqualTo("nightly");
        assertThat(copy.dataChecksums()).isTrue();

        SideInstance before = reached(replay(ReplayTarget.before(culprit)));
        assertThat(before.stoppedAt())
                .startsWith("recovery stopping before commit of transaction " + culprit.xid() + ", time ");
        assertThat(before.dataDirectory()).isEqualTo(volume.toString());
        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM traffic"))
                .containsExactly(Long.toString(atTheLoss));
        assertThat(patient.onSide(before.port(), "SELECT count(*) FROM pg_replication_slots"))
                .containsExactly("0");
        // PostgreSQL's own word for where the copy is whole; ours may be some bytes later, never earlier.
        String log = Files.readString(patient.work.resolve("side.run/server.log"));
        Lsn consistent = Lsn.parse(log.replaceAll("(?s).*consistent recovery state reached at ([0-9A-F/]+).*", "$1"));
        assertThat(copy.stopLsn().value()).isBetween(consistent.value(), consistent.value() + 4096);
        assertThat(copy.stopLsn()).isLessThan(culprit.firstLsn());

        SideInstance after = reached(replay(ReplayTarget.after(culprit)));
        assertThat(patient.onSide(after.port(), "SELECT count(*) FROM t")).containsExactly("500");
        stop();
    }

    @Test
    void aPositionAndATimeAreTargets() {
        assertThat(become().code()).isZero();
        SideInstance position = reached(replay(new RecoveryTarget.ToLsn(culprit.firstLsn(), false, 1)));
        assertThat(patient.onSide(position.port(), "SELECT count(*) FROM t")).containsExactly("1001");

        Map<String, String> time =
                new HashMap<>(ReplayTarget.environment(new RecoveryTarget.ToTime(culprit.committedAt(), true, 1)));
        time.put("BACKUP_FINISHED_AT", Instant.now().minusSeconds(3600).toString());
        SideInstance then = reached(onVolume("replay.sh", time));
        assertThat(patient.onSide(then.port(), "SELECT count(*) FROM t")).containsExactly("500");
        stop();
    }

    @Test
    void aTransactionOfTheCopysOwnWalIsRefused() {
        become();
        Patient.Ended ended = onVolume("replay.sh", ReplayTarget.environment(ReplayTarget.before(early), early));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .startsWith("transaction " + early.xid() + " begins at " + early.firstLsn()
                        + ", before the end of the base backup (")
                .endsWith("HINT: choose an older base backup, whose end lies before the target.\n");
    }

    @Test
    void whatIsNotOneCrashOfThisServerOnOneVolumeIsRefused() throws IOException {
        assertThat(look(Map.of("SYSTEM_IDENTIFIER", "7")).output())
                .startsWith("the snapshot is of another cluster: system identifier " + patient.identifier()
                        + ", the patient's is 7.\nHINT: ");
        assertThat(look(Map.of("TIMELINE", "2")).output()).startsWith("the copy is on timeline 1, the patient on 2.");

        Path link = Files.createSymbolicLink(volume.resolve("pg_tblspc/16999"), Path.of("/elsewhere"));
        assertThat(look(Map.of()).output()).startsWith("the server has tablespaces (16999 ): one volume's snapshot");
        Files.delete(link);

        Files.writeString(volume.resolve("backup_label"), "START WAL LOCATION");
        assertThat(look(Map.of()).output()).startsWith("there is a backup_label in the copy:");
        Files.delete(volume.resolve("backup_label"));

        Files.move(volume.resolve("pg_wal"), volume.resolveSibling(volume.getFileName() + "-wal"));
        Files.createDirectory(volume.resolve("pg_wal"));
        assertThat(look(Map.of()).output())
                .contains(" is not in the copy's pg_wal, recovery begins there: pg_wal is on another volume");
        assertThat(look(Map.of()).result()).isEmpty();
    }

    private Patient.Ended look(Map<String, String> parameters) {
        Map<String, String> environment =
                new HashMap<>(Map.of("SYSTEM_IDENTIFIER", patient.identifier(), "PLAYBOOK_COPY", volume.toString()));
        environment.putAll(parameters);
        return patient.script("../backup/look-at-copy.sh", environment);
    }

    private Patient.Ended become() {
        return onVolume(
                "../backup/look-at-copy.sh", Map.of("SYSTEM_IDENTIFIER", patient.identifier(), "BACKUP_ID", "nightly"));
    }

    private Patient.Ended replay(RecoveryTarget target) {
        return onVolume("replay.sh", ReplayTarget.environment(target, culprit));
    }

    private Patient.Ended onVolume(String script, Map<String, String> parameters) {
        Map<String, String> environment = new HashMap<>(parameters);
        environment.put("PLAYBOOK_SIDE", volume.toString());
        return patient.script(script, environment);
    }

    private void stop() {
        patient.server.asPostgres(
                patient.server.bin().resolve("pg_ctl").toString(), "-D", volume.toString(), "-m", "immediate", "stop");
    }

    private static SideInstance reached(Patient.Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }
}
