package playbook.practice;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import playbook.JarRun;
import playbook.UnpackedJar;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;
import playbook.postgres.TestServer;

/**
 * A database that is not the practice range's, with a twin on which the culprit never ran, its backups, a page for an
 * application, and the packaged playbook beside it.
 */
final class ForeignRange implements AutoCloseable {

    static final String TARGET = "clinic";

    private static final List<String> SMALL = List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    final TestServer patient;
    final TestServer twin;
    private final TestServer own;
    private final Path application;
    private @Nullable JarRun playbook;

    /** The clinic, on 15. */
    ForeignRange() throws IOException {
        this(TestServer.with().archive().set("wal_level", "logical").start(), TestServer.start());
        patient.applicationRole("desk");
        twin.role("desk", "");
        both(resource("clinic.sql"));
    }

    /** An empty database. */
    ForeignRange(TestServer patient, TestServer twin) throws IOException {
        this.patient = patient;
        this.twin = twin;
        own = TestServer.start();
        own.execute("CREATE DATABASE engine");
        for (String folder : List.of("backups/base", "backups/logical", "work", "apps/desk/replica-0", "home")) {
            patient.folder(folder);
        }
        for (String folder : List.of("backups", "apps", "apps/desk")) {
            patient.folder(folder);
        }
        application = patient.root().resolve("apps/desk");
    }

    /** On the patient and on its twin. */
    void both(String... statements) {
        patient.execute(statements);
        twin.execute(statements);
    }

    /** A physical backup in the playbook's layout, verified. */
    void baseBackup() throws IOException {
        String id = Backups.ID.format(Instant.now());
        Path folder = patient.root().resolve("backups/base");
        Path partial = folder.resolve(id + ".partial");
        patient.asPostgres(
                tool("pg_basebackup"),
                "--host=127.0.0.1",
                "--port=" + patient.port(),
                "--username=recovery",
                "--pgdata=" + partial,
                "--checkpoint=fast",
                "--no-password");
        patient.asPostgres(tool("pg_verifybackup"), "--quiet", partial.toString());
        JsonNode range = new ObjectMapper()
                .readTree(partial.resolve("backup_manifest").toFile())
                .path("WAL-Ranges")
                .path(0);
        Files.move(partial, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        sidecar(
                folder.resolve(id + ".json"),
                new BaseBackup(
                        id,
                        patient.query("SELECT system_identifier FROM pg_catalog.pg_control_system()"),
                        range.path("Timeline").asInt(),
                        Lsn.parse(range.path("Start-LSN").asText()),
                        Lsn.parse(range.path("End-LSN").asText()),
                        Instant.now(),
                        BackupFolder.size(folder.resolve(id)),
                        15,
                        Instant.now()));
    }

    /** A logical backup in the playbook's layout, with the numbers of rows at that moment. Nobody writes meanwhile. */
    void logicalBackup() throws IOException {
        String id = Backups.ID.format(Instant.now());
        Path folder = patient.root().resolve("backups/logical").resolve(id);
        patient.asPostgres(
                tool("pg_dump"),
                "--host=127.0.0.1",
                "--port=" + patient.port(),
                "--username=recovery",
                "--format=directory",
                "--file=" + folder,
                "--no-password",
                TestServer.DATABASE);
        Map<String, Long> rows = new TreeMap<>();
        tables(patient)
                .forEach(table -> rows.put(
                        table.replace("\"", ""),
                        Long.valueOf(patient.query("SELECT pg_catalog.count(*) FROM ONLY " + table))));
        sidecar(
                Path.of(folder + ".json"),
                new LogicalBackup(
                        id,
                        TestServer.DATABASE,
                        Instant.now(),
                        Instant.now(),
                        BackupFolder.size(folder),
                        15,
                        BackupFolder.digest(folder),
                        rows,
                        null));
    }

    Path archive() {
        return patient.archive();
    }

    void awaitArchived(String segment) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.isRegularFile(archive().resolve(segment)));
    }

    /** Starts the application's replica and the playbook. */
    Product start() throws IOException {
        return start(List.of("-XX:TieredStopAtLevel=1"));
    }

    Product start(List<String> compiler) throws IOException {
        Path page = Files.writeString(patient.root().resolve("index.html"), "<p>The clinic is open.</p>\n");
        Path maintenance = Files.writeString(patient.root().resolve("maintenance.html"), "<p>Back soon.</p>\n");
        Path jar = UnpackedJar.in(patient.root().resolve("desk"));
        List<String> command = new ArrayList<>(JavaCommand.of(WebFront.class, SMALL, jar.toString(), false));
        command.add(page.toString());
        Path file = application.resolve("deployment.json");
        Home.write(file, Json.write(new Deployment("desk", 1, false, command, Map.of(), List.of("/bin/true"))));
        for (Path owned : List.of(page, maintenance, file)) {
            PostgresUser.give(owned);
        }
        run(command);
        Path passwords = patient.folder("passwords");
        JarRun started = new JarRun(
                patient.folder("playbook"), own.password(), compiler, arguments(page, maintenance, passwords));
        playbook = started;
        started.awaitHealth();
        return new Product(started.url(), passwords);
    }

    /** As the server's user, in a session of its own, with the files that the playbook looks for. */
    private void run(List<String> command) {
        Path replica = application.resolve("replica-0");
        List<String> argv = new ArrayList<>(List.of(
                "bash",
                "-c",
                "cd \"$1\"; export REPLICA_DIR=\"$1\"; shift; setsid \"$@\" >log 2>&1 </dev/null & echo $! >pid",
                "start",
                replica.toString()));
        argv.addAll(command);
        patient.asPostgres(argv.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.isRegularFile(replica.resolve("address")));
    }

    private List<String> arguments(Path page, Path maintenance, Path passwords) {
        String name = "--playbook.targets." + TARGET + ".";
        return List.of(
                "--spring.profiles.active=practice",
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + own.port() + "/engine",
                "--spring.datasource.username=postgres",
                "--playbook.home=" + patient.root().resolve("home"),
                "--playbook.practice.passwords-directory=" + passwords,
                name + "label=Clinic",
                name + "host=127.0.0.1",
                name + "port=" + patient.port(),
                name + "database=" + TestServer.DATABASE,
                name + "user=recovery",
                name + "passfile=" + patient.passfile(),
                name + "practice=true",
                name + "application-roles[0]=desk",
                name + "local.bin-directory=" + patient.bin(),
                name + "local.data-directory=" + patient.data(),
                name + "local.archive-directory=" + patient.archive(),
                name + "local.backup-directory=" + patient.root().resolve("backups"),
                name + "local.work-directory=" + patient.root().resolve("work"),
                name + "local.applications-directory=" + patient.root().resolve("apps"),
                name + "local.front-page=" + page,
                name + "local.maintenance-page=" + maintenance,
                name + "applications[0]=desk",
                name + "checks.application=desk",
                name + "checks.health-path=/");
    }

    /** What differs from the twin: tables by their rows, large objects, sequences that stand behind; empty when nothing does. */
    Map<String, String> differences() {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> here = contents(patient);
        Map<String, String> there = contents(twin);
        there.forEach((name, digest) -> {
            if (!digest.equals(here.get(name))) {
                found.put(name, "is " + here.get(name) + ", should be " + digest);
            }
        });
        here.keySet().stream()
                .filter(name -> !there.containsKey(name))
                .forEach(name -> found.put(name, "should not be there"));
        return found;
    }

    private static Map<String, String> contents(TestServer server) {
        Map<String, String> contents = new TreeMap<>();
        for (String table : tables(server)) {
            contents.put(
                    table,
                    server.query("SELECT pg_catalog.count(*) || ' rows, ' || coalesce(pg_catalog.md5("
                            + "pg_catalog.string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM ONLY " + table
                            + " AS t"));
        }
        contents.put(
                "large objects",
                server.query("SELECT pg_catalog.count(*) || ' with ' || coalesce(pg_catalog.md5(pg_catalog.string_agg("
                        + "m.oid || ':' || pg_catalog.convert_from(pg_catalog.lo_get(m.oid), 'UTF8'), ',' ORDER BY m.oid)), '')"
                        + " FROM pg_catalog.pg_largeobject_metadata AS m"));
        contents.put(
                "columns",
                server.query(
                        "SELECT pg_catalog.md5(pg_catalog.string_agg(a.attrelid::regclass || '.' || a.attname || ' '"
                                + " || pg_catalog.format_type(a.atttypid, a.atttypmod), ',' ORDER BY a.attrelid::regclass::text, a.attname))"
                                + " FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid"
                                + " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')"
                                + " AND c.relnamespace::regnamespace::text IN ('clinic', '\"Lab Results\"')"));
        return contents;
    }

    private static List<String> tables(TestServer server) {
        return server.column("SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS c"
                + " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
                + " AND n.nspname IN ('clinic', 'Lab Results') ORDER BY 1");
    }

    /** What a person types in the backup folder, as the server's user with the recovery role's password file. */
    void byHand(String commands) {
        patient.asPostgres(
                "bash",
                "-c",
                "set -e; cd \"$1\"; export PGPASSFILE=\"$2\" PATH=\"$3:$PATH\"; eval \"$4\"",
                "by-hand",
                patient.root().resolve("backups").toString(),
                patient.passfile().toString(),
                patient.bin().toString(),
                commands);
    }

    String inDatabase(String database, String sql) {
        try (Connection session = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + patient.port() + "/" + database,
                        "postgres",
                        patient.password());
                var statement = session.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The playbook's own database. */
    Connection engine() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + own.port() + "/engine", "postgres", own.password());
    }

    /** The incident's files, as the playbook keeps them. */
    String reports() throws SQLException {
        StringBuilder reports = new StringBuilder();
        try (Connection engine = engine();
                var statement = engine.createStatement();
                var files = statement.executeQuery(
                        "SELECT name, content FROM playbook_file WHERE name LIKE '%.md' ORDER BY name")) {
            while (files.next()) {
                reports.append("--- ")
                        .append(files.getString(1))
                        .append('\n')
                        .append(files.getString(2))
                        .append('\n');
            }
        }
        return reports.toString();
    }

    String said() {
        return playbook == null ? "" : playbook.said();
    }

    private String tool(String name) {
        return patient.bin().resolve(name).toString();
    }

    private static void sidecar(Path file, Object backup) {
        Home.write(file, Json.write(backup), "rw-------");
        PostgresUser.give(file);
    }

    private static String resource(String name) {
        try (var in = ForeignRange.class.getResourceAsStream("/playbook/practice/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** And waits for it: what still writes keeps its folder from being removed. */
    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (playbook != null) {
            playbook.close();
        }
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .orElse("")
                        .contains(patient.root().toString()))
                .forEach(ForeignRange::end);
        patient.close();
        twin.close();
        own.close();
    }
}
