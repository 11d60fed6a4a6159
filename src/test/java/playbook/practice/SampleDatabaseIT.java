package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.backup.Catalogue;
import playbook.backup.Dumps;
import playbook.backup.TestFolders;
import playbook.deploy.Manifests;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;

/**
 * The sample cluster's database: a server with the arguments of its StatefulSet, prepared by the program of its job, both
 * with folders in place of volumes.
 */
class SampleDatabaseIT {

    private final Path bin = PostgresBinaries.find();
    private final int port = FreePort.find();
    private Path root;

    @BeforeEach
    void start() throws IOException {
        root = Files.createTempDirectory(Path.of("/var/tmp"), "sample-database-");
        PostgresUser.createFolder(root);
        for (String folder : List.of("backup", "passwords", "settings", "tmp")) {
            PostgresUser.createFolder(root.resolve(folder));
        }
        for (String role : List.of("admin", "recovery", "api")) {
            password(role, role + "'s secret");
        }
        for (Path file : List.of(
                Path.of("src/main/resources/playbook/practice/archive-wal.sh"),
                Path.of("deploy/sample-cluster/database/pg_hba.conf"))) {
            Path copy = Files.copy(file, root.resolve("settings").resolve(file.getFileName()));
            PostgresUser.give(copy);
        }
        postgres(
                "initdb",
                "-D",
                root.resolve("data").toString(),
                "-U",
                "admin",
                "--no-sync",
                "--locale=C",
                "--encoding=UTF8",
                "--data-checksums",
                "--auth=scram-sha-256",
                "--pwfile=" + root.resolve("passwords/admin"));
        postgres(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                root.resolve("data").toString(),
                "-l",
                root.resolve("log").toString(),
                "-o",
                options());
    }

    @AfterEach
    void end() throws IOException {
        postgres("pg_ctl", "stop", "-D", root.resolve("data").toString(), "-m", "immediate");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void itGetsCustomersBackupsAndAnArchiveAndIsNotPreparedTwice() throws Exception {
        assertThat(prepare()).contains("filling noa_db with about 5MB");

        long users = users();
        assertThat(users).isGreaterThanOrEqualTo(1_000);
        Catalogue<BaseBackup> base = TestFolders.of(root.resolve("backup/wal-archive"), root.resolve("backup"))
                .base();
        Catalogue<LogicalBackup> logical = new Dumps(root.resolve("backup")).read();
        assertThat(base.unusable()).isEmpty();
        assertThat(logical.unusable()).isEmpty();
        assertThat(base.usable())
                .singleElement()
                .satisfies(backup -> assertThat(backup.verifiedAt()).isNotNull());
        assertThat(logical.usable())
                .singleElement()
                .satisfies(dump -> assertThat(dump.rows()).containsEntry("public.users", users));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(root.resolve("backup/wal-archive"))
                        .isDirectoryContaining("glob:**/0000000100000000000000*"));

        assertThat(prepare()).contains("noa_db is filled already", "a backup is there already");
        assertThat(users()).isEqualTo(users);
    }

    private long users() throws SQLException {
        try (Connection api = Sql.open("127.0.0.1", port, "noa_db", "api", root.resolve("passwords/api"), 10);
                Statement statement = api.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) FROM public.users")) {
            row.next();
            return row.getLong(1);
        }
    }

    private String prepare() {
        return Programs.run(
                JavaCommand.of(SampleDatabase.class, List.of("-Djava.io.tmpdir=" + root.resolve("tmp"))),
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(port),
                        "PASSWORDS", root.resolve("passwords").toString(),
                        "PLAYBOOK_BACKUPS", root.resolve("backup").toString(),
                        "PLAYBOOK_PG_BIN", bin.toString(),
                        "PRACTICE_SIZE", "5MB"));
    }

    /** The container's arguments, each quoted for pg_ctl's shell. */
    private String options() {
        List<String> options = new ArrayList<>(
                List.of("-c", "port=" + port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=''"));
        JsonNode set = Manifests.rendered("deploy/sample-cluster").stream()
                .filter(manifest -> manifest.is("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .json();
        set.at("/spec/template/spec/containers/0/args")
                .forEach(argument -> options.add("'"
                        + argument.asText()
                                .replace("/backup", root.resolve("backup").toString())
                                .replace(
                                        "/etc/postgresql",
                                        root.resolve("settings").toString())
                        + "'"));
        return String.join(" ", options);
    }

    private void password(String role, String password) throws IOException {
        Path file = Files.writeString(root.resolve("passwords").resolve(role), password + "\n");
        PostgresUser.give(file);
    }

    private void postgres(String program, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(bin.resolve(program).toString()));
        argv.addAll(List.of(arguments));
        Programs.runAsPostgres(argv, Map.of());
    }
}
