package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.LogicalBackup;

/** A small range, broken, repaired by hand from a copy that the oracle knows nothing of, and judged. */
class PracticeRangeIT {

    private static final List<String> DAMAGED = List.of("users", "accounts", "transactions", "support_notes");

    private static Home home = Home.at(Path.of("/"));

    @BeforeAll
    static void create() throws IOException, SQLException {
        Path folder = Files.createTempDirectory("practice-range-");
        // Servers run as postgres, which must get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = Home.at(folder.resolve("range"));
        PracticeRange.create(arguments("create", "--size", "20MB", "--api-replicas", "2"));
    }

    @AfterAll
    static void remove() throws IOException {
        if (home.exists()) {
            RunningRange.stop(home);
        } else if (Files.exists(home.data())) {
            throw new IllegalStateException("a half-made range is left in " + home.root());
        }
        try (Stream<Path> files = Files.walk(home.root().getParent())) {
            files.sorted(Comparator.reverseOrder()).forEach(PracticeRangeIT::delete);
        }
    }

    @Test
    void theBackupsTellWhatTheyAre() throws IOException {
        BaseBackup base = Json.read(Home.read(only(home.backups().resolve("base"))), BaseBackup.class);
        LogicalBackup logical = Json.read(Home.read(only(home.backups().resolve("logical"))), LogicalBackup.class);

        assertThat(base.startLsn().isBefore(base.stopLsn())).isTrue();
        assertThat(base.timeline()).isEqualTo(1);
        assertThat(home.backups().resolve("base").resolve(base.id()).resolve("backup_manifest"))
                .exists();
        assertThat(logical.rows()).containsEntry("public.branches", 40L).containsKey("public.transactions_other");
        assertThat(logical.sha256())
                .isEqualTo(BackupFolder.digest(home.backups().resolve("logical").resolve(logical.id())));
    }

    @Test
    void aSecondRangeInTheSameFolderIsRefused() {
        assertThatThrownBy(() -> PracticeRange.create(arguments("create")))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("there is a practice range in " + home.root() + " already\nHINT: start it");
    }

    @Test
    void replicasWhichAResponseHasStoppedStayStopped() {
        Path description = home.applications().resolve("api").resolve("deployment.json");
        String before = Home.read(description);
        stopTraffic();
        Home.write(description, before.replace("\"replicas\":2", "\"replicas\":0"));

        RunningRange.start(home);

        assertThat(Home.read(description)).contains("\"replicas\":0");
        assertThat(Daemons.running(home.applications().resolve("api").resolve("replica-0")))
                .isEmpty();
        Home.write(description, before);
        RunningRange.start(home);
        assertThat(Daemons.running(home.applications().resolve("api").resolve("replica-1")))
                .isPresent();
    }

    @Test
    void theArchiveKeepsWhatItHas() throws IOException {
        Path folder = Files.createDirectories(home.root().resolve("archive-test"));
        Path from = Files.writeString(folder.resolve("from"), "one");
        Path to = folder.resolve("to");
        List<String> archive = List.of("bash", home.archiveScript().toString(), from.toString(), to.toString());

        Programs.run(archive);
        Programs.run(archive);
        assertThat(to).hasContent("one");

        Files.writeString(from, "two");
        assertThatThrownBy(() -> Programs.run(archive))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("exists with different content");
        assertThat(to).hasContent("one");
    }

    @Test
    void theJudgeNoticesEveryKindOfDamageAndOnlyThat() throws Exception {
        assertThat(get("/health")).isEqualTo(200);
        assertThat(get("/users/me")).isEqualTo(200);
        awaitWrites(60);
        stopTraffic();
        copy();
        Loss loss = Scenario.ACCIDENTAL_DELETE.happen(home);
        assertThat(loss.rows()).isGreaterThan(1_000);
        assertThat(Judge.judge(home))
                .returns(loss.rows(), OracleVerdict::destroyed)
                .returns(0L, OracleVerdict::recovered)
                .returns(0L, OracleVerdict::wrong)
                .returns(null, OracleVerdict::firstWriteAfter);

        int losses = LossFile.all(home.oracle()).size();
        assertThatThrownBy(() -> Scenario.ACCIDENTAL_DELETE.happen(home))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("nothing is left to destroy");
        assertThat(LossFile.all(home.oracle())).hasSize(losses);

        RunningRange.start(home);
        awaitWrites(60);
        repair();
        // Right also while the application goes on writing.
        assertThat(Judge.judge(home))
                .satisfies(verdict ->
                        assertThat(verdict.clean()).as(verdict.toString()).isTrue());
        stopTraffic();
        assertThat(Judge.judge(home))
                .returns(loss.rows(), OracleVerdict::recovered)
                .returns(0L, OracleVerdict::wrong)
                .returns(0L, OracleVerdict::laterWritesLost)
                .satisfies(verdict ->
                        assertThat(verdict.laterWritesOnDamagedTables()).isGreaterThan(50));

        without("DELETE FROM support_notes WHERE id = (SELECT min(id) FROM copy.support_notes AS c"
                + " WHERE c.user_id IN (SELECT id FROM users WHERE status <> 'active'))");
        assertThat(Judge.judge(home))
                .returns(loss.rows() - 1, OracleVerdict::recovered)
                .returns(0L, OracleVerdict::wrong);
        without("UPDATE support_notes SET note = note || ' ' WHERE id = (SELECT max(id) FROM copy.support_notes AS c"
                + " WHERE c.user_id IN (SELECT id FROM users WHERE status <> 'active'))");
        assertThat(Judge.judge(home))
                .returns(loss.rows() - 2, OracleVerdict::recovered)
                .returns(1L, OracleVerdict::wrong)
                .returns(0L, OracleVerdict::laterWritesLost);
        without("DELETE FROM transactions WHERE id = (SELECT max(id) FROM transactions)");
        assertThat(Judge.judge(home)).returns(1L, OracleVerdict::wrong).returns(1L, OracleVerdict::laterWritesLost);
    }

    private static Arguments arguments(String... words) {
        String[] all = Stream.concat(
                        Stream.of(words), Stream.of("--home", home.root().toString()))
                .toArray(String[]::new);
        return Arguments.parse(all, Set.of("home", "size", "api-replicas", "rate"), false);
    }

    private static void awaitWrites(int number) {
        int before = OracleRecord.read(home.oracle()).acknowledgements().size();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> OracleRecord.read(home.oracle()).acknowledgements().size() > before + number);
    }

    private static void stopTraffic() {
        for (int i = 0; i < home.settings().replicas(); i++) {
            Daemons.stop(home.applications().resolve("api").resolve("replica-" + i));
        }
    }

    private static void copy() throws SQLException {
        without("DROP SCHEMA IF EXISTS copy CASCADE");
        without("CREATE SCHEMA copy");
        for (String table : DAMAGED) {
            without("CREATE TABLE copy." + table + " AS TABLE public." + table);
        }
    }

    private static void repair() throws SQLException {
        for (String table : DAMAGED) {
            without("INSERT INTO public." + table + " OVERRIDING SYSTEM VALUE SELECT c.* FROM copy." + table
                    + " AS c WHERE NOT EXISTS (SELECT FROM public." + table + " AS r WHERE r.id = c.id)");
        }
    }

    /** Without triggers, as a recovery does it. */
    private static void without(String sql) throws SQLException {
        try (Connection connection = Sql.open(home, "recovery")) {
            Sql.run(connection, "SET session_replication_role = replica");
            Sql.run(connection, sql);
        }
    }

    private static int get(String path) throws IOException, InterruptedException {
        String address =
                Daemons.awaitAddress(home.applications().resolve("api").resolve("replica-0"), Duration.ofSeconds(30));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + path))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
