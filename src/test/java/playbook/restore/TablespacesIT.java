package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.InTurn;
import playbook.assess.Assessed;
import playbook.decide.Ranking;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** A server keeps tables elsewhere too: its side instance has copies of them, and never writes to the patient's own. */
@InTurn(2)
class TablespacesIT {

    private static final String COUNTS =
            "SELECT (SELECT count(*) FROM t) || ' ' || (SELECT count(*) FROM pg_class c JOIN pg_tablespace s ON"
                    + " s.oid = c.reltablespace WHERE spcname = 'elsewhere')";

    /** On the oldest and the newest that every landing is checked on: each verifies a backup with tools of its own. */
    static Stream<Integer> majors() {
        return Stream.of(15, 18);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void rowsComeBackAndTheServerIsNotExchanged(int major) throws Exception {
        try (Patient patient = patient(major)) {
            patient.wholeBackup("b1");
            Path inTheBackup = tablespace(patient.backups.resolve("base/b1"));
            assertThat(inTheBackup).isDirectory();
            assertThat(Files.isSymbolicLink(inTheBackup)).isFalse();
            lost(patient, "b1");
        }
    }

    /** As somebody else's backup is, which was made with its tablespaces mapped. */
    @ParameterizedTest
    @MethodSource("majors")
    void aBackupThatLeadsToItsMappedTablespacesIsCopiedFromThere(int major) throws Exception {
        try (Patient patient = patient(major)) {
            patient.wholeBackup("b1");
            Path inTheBackup = tablespace(patient.backups.resolve("base/b1"));
            Path mapped = patient.server.folder("mapped").resolve("one");
            Files.move(inTheBackup, mapped);
            Files.createSymbolicLink(inTheBackup, mapped);
            lost(patient, "b1");

            Files.delete(inTheBackup);
            Files.createSymbolicLink(
                    inTheBackup,
                    patient.server
                            .data()
                            .resolve("pg_tblspc")
                            .resolve(inTheBackup.getFileName())
                            .toRealPath());
            Patient.Ended live = restored(patient, "b1");
            assertThat(live.code()).isEqualTo(1);
            assertThat(live.output())
                    .contains("leads to the patient's own folder")
                    .contains("it is no copy");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aTablespaceThatIsYoungerThanTheBackupClosesTheWaysBeforeAnybodyChooses(int major) throws Exception {
        try (Patient patient = new Patient(TestServer.with().bin(Majors.bin(major)))) {
            patient.wholeBackup("b1");
            Path elsewhere = elsewhere(patient);
            Instant begin = Instant.now();
            Culprit culprit = delete(patient);
            patient.archiveAll();

            CulpritSearch search = Assessed.search(contexts(patient), begin, null);
            BackupList backups = Assessed.backups(contexts(patient));
            Ranking ranking = new Ranking(patient.server.target());
            assertThat(backups.base()).isEmpty();
            assertThat(ranking.option("row-recovery", culprit, search, backups).available())
                    .isFalse();

            List<String> before = files(elsewhere);
            Patient.Ended ended = restored(patient, "b1");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.output())
                    .contains(
                            "were made after the base backup b1: its replay would write over the patient's own files.");
            assertThat(files(elsewhere)).isEqualTo(before);
        }
    }

    private static void lost(Patient patient, String backup) throws Exception {
        Instant begin = Instant.now();
        Culprit culprit = delete(patient);
        patient.archiveAll();
        CulpritSearch search = Assessed.search(contexts(patient), begin, null);
        BackupList backups = Assessed.backups(contexts(patient));
        Ranking ranking = new Ranking(patient.server.target());
        assertThat(ranking.option("row-recovery", culprit, search, backups).reasonIfNot())
                .isEmpty();
        assertThat(ranking.option("point-in-time-recovery", culprit, search, backups)
                        .reasonIfNot())
                .startsWith("The server has tablespaces (elsewhere in ");

        patient.server.execute("CHECKPOINT");
        Path elsewhere = patient.server.root().resolve("elsewhere");
        List<String> untouched = files(elsewhere);
        halfRemoved(patient);
        Patient.Ended restored = restored(patient, backup);
        assertThat(restored.code()).as(restored.output()).isZero();
        SideInstance before = replay(patient, ReplayTarget.before(culprit), culprit);
        assertThat(patient.onSide(before.port(), COUNTS)).containsExactly("1000 2");
        assertThat(patient.onSide(
                        before.port(),
                        "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'elsewhere'"))
                .allSatisfy(where -> assertThat(where)
                        .startsWith(patient.work.resolve("side.tablespaces").toString()));
        SideInstance after = replay(patient, ReplayTarget.after(culprit), culprit);
        assertThat(patient.onSide(after.port(), COUNTS)).containsExactly("500 2");
        assertThat(files(elsewhere)).as("the patient's own files").isEqualTo(untouched);

        Patient.Ended removed = patient.script("remove-side.sh", Map.of());
        assertThat(removed.code()).as(removed.output()).isZero();
        assertThat(patient.work.resolve("side.tablespaces")).doesNotExist();
        assertThat(patient.server.query(COUNTS)).isEqualTo("500 2");
    }

    private static Patient patient(int major) throws IOException {
        Patient patient = new Patient(TestServer.with().bin(Majors.bin(major)).set("autovacuum", "off"));
        elsewhere(patient);
        return patient;
    }

    private static Path elsewhere(Patient patient) {
        Path folder = patient.server.folder("elsewhere");
        patient.server.execute(
                "CREATE TABLESPACE elsewhere LOCATION '" + folder + "'",
                "CREATE TABLE t (id int PRIMARY KEY USING INDEX TABLESPACE elsewhere) TABLESPACE elsewhere",
                "INSERT INTO t SELECT generate_series(1, 1000)");
        return folder;
    }

    private static Path tablespace(Path data) throws IOException {
        try (Stream<Path> spaces = Files.list(data.resolve("pg_tblspc"))) {
            return spaces.findFirst().orElseThrow();
        }
    }

    /** As a restore leaves it that was killed while it removed an older copy. */
    private static void halfRemoved(Patient patient) throws IOException {
        Path stale = patient.work
                .resolve("side.tablespaces")
                .resolve(tablespace(patient.server.data()).getFileName().toString());
        Files.createDirectories(stale);
        Files.writeString(stale.resolve("of-another-backup"), "stale");
    }

    private static Culprit delete(Patient patient) {
        return patient.commit(List.of(patient.change("t", Operation.DELETE, 500)), "DELETE FROM t WHERE id > 500");
    }

    private static Patient.Ended restored(Patient patient, String backup) {
        return patient.script(
                "restore-base.sh", Map.of("BACKUP_ID", backup, "SYSTEM_IDENTIFIER", patient.identifier()));
    }

    private static SideInstance replay(Patient patient, playbook.incident.RecoveryTarget target, Culprit culprit) {
        Patient.Ended ended = patient.script("replay.sh", ReplayTarget.environment(target, culprit));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }

    private static Assessed.Contexts contexts(Patient patient) {
        return (Object input, List<Object> results) -> patient.context(input, results);
    }

    /** Names, sizes and moments of the last write. */
    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }
}
