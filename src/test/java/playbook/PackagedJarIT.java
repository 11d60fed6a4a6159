package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.postgres.TestServer;
import playbook.practice.FreePort;

/** The jar as it is delivered, started as an installation starts it. */
@InTurn(1)
class PackagedJarIT {

    private static final Path JAR = Path.of("target", "playbook.jar").toAbsolutePath();
    private static final String ADMIN_PASSWORD = "correct horse battery staple";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static TestServer own;
    private static Path folder;
    private static Path unpacked;

    @BeforeAll
    static void start() throws IOException {
        assertThat(JAR).as("mvn package makes it").isRegularFile();
        own = TestServer.start();
        own.execute("CREATE DATABASE engine");
        folder = Files.createTempDirectory("playbook-jar-");
        unpacked = UnpackedJar.in(folder.resolve("program"));
    }

    @AfterAll
    static void end() throws IOException {
        own.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void itDeploysItsModelsOnceUnderFixedNamesAndLetsNobodyInUnknown() throws Exception {
        Path password = Files.writeString(folder.resolve("admin-password"), ADMIN_PASSWORD + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        String administrator = "--playbook.security.admin-password-file=" + password;
        List<String> deployed;
        try (Program program = new Program(JAR, "first", configured("engine", own.password(), administrator))) {
            program.awaitHealth();
            deployed = resources();
            assertThat(deployed)
                    .contains(
                            "processes/data-loss-response.bpmn version 1",
                            "processes/run-operation.bpmn version 1",
                            "processes/recovery-strategy.dmn version 1",
                            "forms/report-loss.form version 1",
                            "forms/approve-recovery.form version 1")
                    .allMatch(name -> name.matches("(processes|forms)/[a-z-]+\\.(bpmn|dmn|form) version 1"));

            assertThat(program.get("/engine-rest/engine", null)).isEqualTo(401);
            assertThat(program.get("/engine-rest/engine", "admin:" + ADMIN_PASSWORD))
                    .isEqualTo(200);
            // A wrong password locks the user for some seconds, so it comes after the right one.
            assertThat(program.get("/engine-rest/engine", "admin:admin")).isEqualTo(401);
            assertThat(program.get("/engine-rest/engine", "demo:demo")).isEqualTo(401);
            assertThat(program.get("/api/incidents", null)).isEqualTo(401);
            assertThat(program.get("/camunda/api/engine/engine/", null)).isEqualTo(401);
            assertThat(program.get("/incidents", null)).isEqualTo(302);
        }

        // Unpacked and under another name, and the password is in the database now.
        Path moved = unpacked.resolveSibling("data-loss.jar");
        Files.copy(unpacked, moved);
        try (Program program = new Program(moved, "second", configured("engine", own.password()))) {
            program.awaitHealth();
            assertThat(resources()).isEqualTo(deployed);
            assertThat(inEngine("SELECT count(*) FROM act_re_deployment")).containsExactly("1");

            assertThat(program.get("/actuator/health/readiness", null)).isEqualTo(200);
            own.execute("ALTER DATABASE engine ALLOW_CONNECTIONS false");
            own.execute("SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
                    + " WHERE datname = 'engine'");
            assertThat(program.get("/actuator/health/readiness", null)).isEqualTo(503);
            assertThat(program.get("/actuator/health/liveness", null)).isEqualTo(200);
            own.execute("ALTER DATABASE engine ALLOW_CONNECTIONS true");
            await().atMost(PATIENCE).until(() -> program.get("/actuator/health/readiness", null) == 200);
        }
    }

    @Test
    void twoReplicasThatStartAtTheSameMomentOnAnEmptyDatabaseBothComeUp() throws Exception {
        own.execute("CREATE DATABASE two");
        Path password = Files.writeString(folder.resolve("two-password"), ADMIN_PASSWORD + "\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        List<String> arguments =
                configured("two", own.password(), "--playbook.security.admin-password-file=" + password);
        try (Program one = new Program(unpacked, "replica-1", arguments);
                Program other = new Program(unpacked, "replica-2", arguments)) {
            one.awaitHealth();
            other.awaitHealth();

            assertThat(one.said() + other.said()).contains("another replica is starting on the same database");
            assertThat(one.get("/engine-rest/engine", "admin:" + ADMIN_PASSWORD))
                    .isEqualTo(200);
            assertThat(other.get("/engine-rest/engine", "admin:" + ADMIN_PASSWORD))
                    .isEqualTo(200);
            assertThat(in("two", "SELECT count(*) FROM act_re_deployment")).containsExactly("1");
        }
    }

    @Test
    void itRefusesToStartWhenItsDatabaseDoesNotAnswer() throws Exception {
        String closed = "jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/engine";

        assertThat(refusal("away", List.of("--spring.datasource.url=" + closed, "--spring.datasource.username=x")))
                .contains(
                        "the playbook cannot connect to its own database: ",
                        "spring.datasource.url = " + closed,
                        "HINT: start that PostgreSQL server, or correct spring.datasource.url");
    }

    @Test
    void itRefusesToStartWithAWrongPassword() throws Exception {
        assertThat(refusal("password", configured("engine", "not it")))
                .contains(
                        "the playbook cannot connect to its own database: FATAL: password authentication failed for"
                                + " user \"postgres\"",
                        "HINT: give the password by SPRING_DATASOURCE_PASSWORD")
                .doesNotContain("not it");
    }

    @Test
    void itRefusesToStartWithAMisconfiguredTargetAndNamesTheProperty() throws Exception {
        assertThat(refusal("target", configured("engine", own.password(), target("--playbook.targets.noa.port=70000"))))
                .contains("playbook.targets.noa.port", "70000", "HINT: give the port of the server, 1 to 65535");
    }

    @Test
    void itRefusesToKeepItsRecordsOnTheServerThatItProtects() throws Exception {
        assertThat(refusal(
                        "same",
                        configured("engine", own.password(), target("--playbook.targets.noa.port=" + own.port()))))
                .contains(
                        "the playbook's own database (spring.datasource.url) is on the server of playbook.targets.noa,"
                                + " system identifier ",
                        "HINT: give the playbook a PostgreSQL server of its own; a protected server may be lost");
    }

    @Test
    void itRefusesToStartWithoutAnAdministrator() throws Exception {
        own.execute("CREATE DATABASE nobody");

        assertThat(refusal("nobody", configured("nobody", own.password())))
                .contains(
                        "there is no administrator (no user in the group camunda-admin), and"
                                + " playbook.security.admin-password-file is not set",
                        "HINT: set playbook.security.admin-password-file to a file (chmod 600)");
        assertThat(own.query("SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE datname = 'nobody'"))
                .isEqualTo("0");
    }

    private static List<String> configured(String database, String password, Object... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + own.port() + "/" + database,
                "--spring.datasource.username=postgres",
                "password=" + password));
        for (Object one : more) {
            if (one instanceof List<?> several) {
                several.forEach(argument -> arguments.add(argument.toString()));
            } else {
                arguments.add(one.toString());
            }
        }
        return arguments;
    }

    /** A whole target on the test's server, and what differs. */
    private static List<String> target(String... different) {
        String name = "--playbook.targets.noa.";
        List<String> arguments = new ArrayList<>(List.of(
                name + "host=127.0.0.1",
                name + "database=" + TestServer.DATABASE,
                name + "user=recovery",
                name + "passfile=" + own.passfile(),
                name + "local.bin-directory=" + own.bin(),
                name + "local.data-directory=" + own.data(),
                name + "local.archive-directory=" + own.archive(),
                name + "local.backup-directory=" + own.root().resolve("backups"),
                name + "local.work-directory=" + own.root().resolve("work"),
                name + "local.applications-directory=" + own.root().resolve("apps"),
                name + "applications[0]=api",
                name + "checks.application=api"));
        arguments.addAll(List.of(different));
        return arguments;
    }

    private static String refusal(String name, List<String> arguments) throws Exception {
        try (Program program = new Program(unpacked, name, arguments)) {
            assertThat(program.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(program.said())
                    .isTrue();
            assertThat(program.process.exitValue()).as(program.said()).isEqualTo(1);
            return program.said();
        }
    }

    private static List<String> resources() throws Exception {
        List<String> names = new ArrayList<>();
        for (String table : List.of("act_re_procdef", "act_re_decision_def", "act_re_camformdef")) {
            names.addAll(inEngine("SELECT resource_name_ || ' version ' || version_ FROM " + table + " ORDER BY 1"));
        }
        return names;
    }

    private static List<String> inEngine(String sql) throws Exception {
        return in("engine", sql);
    }

    private static List<String> in(String database, String sql) throws Exception {
        try (var connection = own.tryConnect("postgres", database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }

    /** One run of the jar; closing ends it. */
    private static final class Program implements AutoCloseable {

        private final HttpClient client = HttpClient.newHttpClient();
        private final Process process;
        private final Path log;
        private final int port;

        Program(Path jar, String name, List<String> arguments) throws IOException {
            Path home = Files.createDirectory(folder.resolve(name));
            log = folder.resolve(name + ".log");
            port = FreePort.find();
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx512m"));
            command.addAll(jar.equals(JAR) ? List.of("-jar", jar.toString()) : UnpackedJar.application(jar));
            command.addAll(List.of("--server.port=" + port, "--playbook.home=" + home));
            ProcessBuilder builder = new ProcessBuilder()
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().remove("SPRING_PROFILES_ACTIVE");
            for (String argument : arguments) {
                if (argument.startsWith("password=")) {
                    builder.environment().put("SPRING_DATASOURCE_PASSWORD", argument.substring("password=".length()));
                } else {
                    command.add(argument);
                }
            }
            process = builder.command(command).start();
        }

        void awaitHealth() {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(java.net.ConnectException.class)
                    .failFast(() -> assertThat(process.isAlive()).as(said()).isTrue())
                    .until(() -> get("/actuator/health", null) == 200);
        }

        /** @param login {@code user:password}, null for none */
        int get(String path, @org.jspecify.annotations.Nullable String login) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            if (login != null) {
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }

        String said() {
            return LauncherRun.read(log);
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
