package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.RestoredBase;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.Sha256;
import playbook.incident.SideInstance;
import playbook.postgres.Majors;
import playbook.postgres.RoleRights;
import playbook.postgres.TestServer;
import playbook.postgres.TransactionsIn;

/** Of a base backup only the lost tables' rows are copied; the rows are those of a whole copy. */
class PartialSideIT {

    @SuppressWarnings("NullAway.Init")
    private Patient patient;

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    static Stream<Integer> majors() {
        return Majors.present();
    }

    /**
     * A large table beside the lost one, a second database, and WAL that writes to all of them, also to new pages. Without
     * page images, but on 17, WAL changes pages that a partial copy does not have.
     */
    private Culprit emptied(int major) throws Exception {
        patient = new Patient(
                TestServer.with().bin(Majors.bin(major)).set("full_page_writes", major == 17 ? "on" : "off"));
        patient.server.execute(
                "CREATE TABLE large (id int PRIMARY KEY, t text)",
                "INSERT INTO large SELECT g, repeat('x', 900) FROM generate_series(1, 20000) g",
                "CREATE TABLE parent (id int, t text, n numeric) PARTITION BY RANGE (id)",
                "CREATE TABLE low PARTITION OF parent FOR VALUES FROM (0) TO (1000)",
                "CREATE TABLE high PARTITION OF parent FOR VALUES FROM (1000) TO (3000)",
                "ALTER TABLE parent ADD PRIMARY KEY (id)",
                "ALTER TABLE low ALTER t SET STORAGE EXTERNAL",
                "INSERT INTO parent SELECT g, repeat(md5(g::text), 200), g / 7.0 FROM generate_series(1, 2000) g",
                "CREATE TABLE rewritten AS SELECT g FROM generate_series(1, 100) g",
                "CREATE TABLE dropped AS SELECT g FROM generate_series(1, 100) g",
                "CREATE SEQUENCE given",
                "SELECT nextval('given') FROM generate_series(1, 100)",
                "CREATE DATABASE other");
        patient.baseBackup("b1");
        patient.server.execute(
                "CHECKPOINT",
                "UPDATE large SET t = repeat('y', 900) WHERE id % 50 = 0",
                "INSERT INTO large SELECT g, repeat('z', 900) FROM generate_series(20001, 24000) g",
                "UPDATE parent SET t = repeat(md5(n::text), 200) WHERE id % 3 = 0",
                "INSERT INTO parent VALUES (2500, 'late', 1)",
                "SELECT nextval('given') FROM generate_series(1, 100)",
                "VACUUM FULL rewritten",
                "DROP TABLE dropped");
        long xid = patient.commit(List.of("TRUNCATE parent"), other -> {});
        patient.archiveAll();
        return TransactionsIn.wal(patient.server, Lsn.ZERO, xid);
    }

    private RowDifference compared(Culprit culprit, boolean partial) {
        SideInstance before = patient.replay(ReplayTarget.before(culprit), culprit);
        RowsBefore rows = patient.run(
                new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, before, null, partial), RowsBefore.class);
        assertThat(rows.defects() == null).isEqualTo(partial);
        assertThat(rows.sequences()).containsKey("public.given");
        SideInstance after = patient.replay(ReplayTarget.after(culprit), culprit);
        return patient.run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, after), RowDifference.class);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theRowsAreThoseOfAWholeCopyAndTheRestTakesNoRoom(int major) throws Exception {
        Culprit culprit = emptied(major);
        RestoredBase part = restored(patient.restorePart("b1", culprit));
        Path side = Path.of(part.dataDirectory());
        assertThat(part.leftOut()).as("the large table without its index").isGreaterThan(18_000_000);
        assertThat(part.bytes() - Objects.requireNonNull(part.leftOut())).isLessThan(blocks(side) + 5_000_000);
        List<String> left = Files.readAllLines(side.resolve("side.left-out"));
        assertThat(left)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Files.size(side.resolve(file)))
                        .isEqualTo(Files.size(patient.backups.resolve("base/b1").resolve(file))));

        RowDifference partial = compared(culprit, true);
        assertThat(Files.readString(patient.work.resolve("side.run/server.log")))
                .contains("recovery stopping after commit")
                .doesNotContain("does not exist", "WARNING");
        List<String> files = rowFiles();

        assertThat(restored(patient.restoreBase("b1")).partial()).isFalse();
        RowDifference whole = compared(culprit, false);
        assertThat(partial.tables()).hasSize(2).isEqualTo(whole.tables());
        assertThat(files).isEqualTo(rowFiles());
    }

    /** Somebody chose to go back in time after all: what is there already is not copied again. */
    @Test
    void aPartialCopyIsMadeWhole() throws Exception {
        Culprit culprit = emptied(15);
        RestoredBase part = restored(patient.restorePart("b1", culprit));
        assertThat(restored(patient.restorePart("b1", culprit)))
                .matches(RestoredBase::reused)
                .matches(RestoredBase::partial);
        Path side = Path.of(part.dataDirectory());
        Object first = Files.getAttribute(side.resolve("PG_VERSION"), "unix:ino");

        assertThat(restored(patient.restoreBase("b1")).partial()).isFalse();

        assertThat(Files.getAttribute(side.resolve("PG_VERSION"), "unix:ino")).isEqualTo(first);
        patient.server.asPostgres(
                patient.server.bin().resolve("pg_verifybackup").toString(), "--quiet", side.toString());
        assertThat(restored(patient.restorePart("b1", culprit)))
                .matches(RestoredBase::reused)
                .matches(base -> !base.partial());
    }

    @Test
    void aPartialCopyNeverTakesTheServersPlace() throws Exception {
        Culprit culprit = emptied(15);
        succeeded(patient.restorePart("b1", culprit));
        succeeded(patient.script("replay.sh", ReplayTarget.environment(ReplayTarget.before(culprit), culprit)));
        Patient.Ended promoted = patient.script(
                "promote-server.sh",
                Map.of(
                        "REACHED_LSN",
                        culprit.firstLsn().toString(),
                        "SYSTEM_IDENTIFIER",
                        patient.identifier(),
                        "DATA_DIRECTORY",
                        patient.server.data().toString(),
                        "FENCE_RULE",
                        RoleRights.rule()));
        assertThat(promoted.code()).isEqualTo(1);
        assertThat(promoted.output()).contains("has the rows of some tables only");
    }

    /** Then the replay pauses for want of a setting, which a warning names, and an error after it. */
    @Test
    void limitsThatWereRaisedBetweenBackupAndLossAreFound() throws Exception {
        emptied(15);
        patient.server.execute("ALTER SYSTEM SET max_connections = 150", "ALTER SYSTEM SET max_worker_processes = 30");
        patient.server.stopServer("fast");
        patient.server.startServer();
        patient.server.execute("INSERT INTO parent VALUES (7, 'again', 7)", "ALTER SYSTEM RESET ALL");
        patient.server.stopServer("fast");
        patient.server.startServer();
        long xid = patient.commit(List.of("TRUNCATE parent"), other -> {});
        patient.archiveAll();
        Culprit culprit = TransactionsIn.wal(patient.server, Lsn.ZERO, xid);
        succeeded(patient.restorePart("b1", culprit));
        SideInstance before = patient.replay(ReplayTarget.before(culprit), culprit);
        assertThat(patient.onSide(
                        before.port(), "SELECT count(*) || ' ' || current_setting('max_connections') FROM parent"))
                .containsExactly("1 150");
    }

    @Test
    void aWantedTableIsNeverTakenForEmpty() throws Exception {
        Culprit culprit = emptied(15);
        Path side = Path.of(restored(patient.restorePart("b1", culprit)).dataDirectory());
        // As if another table had the number of the wanted one's file today.
        List<String> wanted;
        try (Stream<Path> files = Files.walk(side.resolve("base"))) {
            wanted = files.map(side::relativize)
                    .map(Path::toString)
                    .filter(name -> name.matches("base/[0-9]+/[0-9]{5,}"))
                    .toList();
        }
        Files.write(side.resolve("side.left-out"), wanted, StandardOpenOption.APPEND);

        Patient.Ended ended =
                patient.script("replay.sh", ReplayTarget.environment(ReplayTarget.before(culprit), culprit));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains("the side instance lacks the files base/")
                .contains("HINT: this backup has to be restored as a whole");
    }

    @Test
    void whatIsCopiedIsComparedWithTheManifest() throws Exception {
        Culprit culprit = emptied(15);
        Path backup = patient.backups.resolve("base/b1");
        Path control = backup.resolve("global/1262");
        byte[] good = Files.readAllBytes(control);
        byte[] bad = good.clone();
        bad[100] ^= 1;
        Files.write(control, bad);
        Patient.Ended damaged = patient.restorePart("b1", culprit);
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.output()).contains("does not match its own manifest", "global/1262");
        Files.write(control, good);
        Path manifest = backup.resolve("backup_manifest");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"Size\": 8192", "\"Size\": 8193"));
        Patient.Ended altered = patient.restorePart("b1", culprit);
        assertThat(altered.code()).isEqualTo(1);
        assertThat(altered.output()).contains("does not match its own checksum");
    }

    /** Nobody tells which files belong to other tables. */
    @Test
    void withoutTheServerAllIsCopied() throws Exception {
        Culprit culprit = emptied(15);
        Patient.Ended ended = patient.script(
                "restore-base.sh",
                Map.of(
                        "BACKUP_ID",
                        "b1",
                        "SYSTEM_IDENTIFIER",
                        patient.identifier(),
                        "TABLES",
                        Long.toString(culprit.tables().get(0).oid()),
                        "PGPORT",
                        "1"));
        assertThat(restored(ended).partial()).isFalse();
    }

    private static RestoredBase restored(Patient.Ended ended) {
        return Json.read(succeeded(ended).result(), RestoredBase.class);
    }

    private static Patient.Ended succeeded(Patient.Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended;
    }

    private List<String> rowFiles() throws Exception {
        try (Stream<Path> files = Files.list(RowFiles.folder(patient.work))) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return file.getFileName() + " " + Sha256.of(Files.readString(file));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    /** What it takes of the disk, in bytes. */
    private static long blocks(Path folder) throws Exception {
        Process process = new ProcessBuilder("du", "-s", "-B1", folder.toString()).start();
        return Long.parseLong(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceFirst("\\s.*", "")
                .strip());
    }
}
