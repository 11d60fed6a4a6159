package playbook.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import playbook.backup.Dumps;
import playbook.backup.FolderRepository;
import playbook.backup.Repository;
import playbook.backup.TestFolders;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.RecoveryTarget;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.platform.Job;
import playbook.postgres.TestServer;

/** A real server with archive and base backups, on which a test loses data and then recovers it. */
final class Patient implements AutoCloseable {

    final TestServer server;
    final Path backups;
    final Path work;
    private int jobs;

    Patient() {
        this(TestServer.with());
    }

    Patient(TestServer.Settings settings) {
        server = settings.archive().start();
        backups = server.folder("backups");
        work = server.folder("work");
        server.folder("backups/base");
    }

    /** Ends the side servers as well: they were started detached. */
    @Override
    public void close() {
        end(work.resolve("side"));
        endCatalogs();
        server.close();
    }

    void endCatalogs() {
        end(work.resolve("catalogs"));
    }

    private void end(Path data) {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            server.asPostgres(
                    server.bin().resolve("pg_ctl").toString(), "-D", data.toString(), "-m", "immediate", "-w", "stop");
        }
    }

    String baseBackup(String id) {
        server.asPostgres(
                server.bin().resolve("pg_basebackup").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(server.port()),
                "-U",
                "recovery",
                "-w",
                "-X",
                "stream",
                "-c",
                "fast",
                "-D",
                backups.resolve("base").resolve(id).toString());
        return id;
    }

    /** As {@code ./playbook backup} makes one, with what tells the list of backups of it; and a dump. */
    void wholeBackup(String id) {
        Ended ended = script("/playbook/backup/make-backups.sh", Map.of("BACKUP_ID", id));
        if (ended.code() != 0) {
            throw new AssertionError(ended.output());
        }
    }

    /** Runs the statements in one transaction and describes it as the WAL reader would. */
    Culprit commit(List<TableChange> tables, String... statements) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Lsn first = Lsn.parse(one(statement, "SELECT pg_current_wal_insert_lsn()"));
            for (String sql : statements) {
                statement.execute(sql);
            }
            long xid = Long.parseLong(one(statement, "SELECT pg_current_xact_id()::xid"));
            Lsn commit = Lsn.parse(one(statement, "SELECT pg_current_wal_insert_lsn()"));
            connection.commit();
            Lsn end = Lsn.parse(one(statement, "SELECT pg_current_wal_insert_lsn()"));
            Instant at = Instant.now();
            connection.commit();
            return new Culprit(xid, List.of(), first, commit, end, 1, at, tables);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    TableChange change(String table, TableChange.Operation operation, long rows) {
        String oid = server.query("SELECT '" + table.replace("'", "''") + "'::regclass::oid");
        String schema = server.query("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = " + oid);
        String name = server.query("SELECT relname FROM pg_class WHERE oid = " + oid);
        return new TableChange(new TableName(schema, name), Long.parseLong(oid), operation, rows);
    }

    void archiveAll() {
        String segment = server.query("SELECT pg_walfile_name(pg_switch_wal())");
        org.awaitility.Awaitility.await()
                .until(() -> Files.exists(server.archive().resolve(segment)));
    }

    String identifier() {
        return server.query("SELECT system_identifier FROM pg_control_system()");
    }

    /** What a script said, how it ended, and what it left. */
    record Ended(int code, String output, String result) {}

    Ended script(String resource, Map<String, String> parameters) {
        return script(resource, parameters, List.of());
    }

    /** As the server's own user, who may not write everywhere. */
    Ended scriptAsServer(String resource, Map<String, String> parameters) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return script(
                resource,
                parameters,
                root ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of());
    }

    private Ended script(String resource, Map<String, String> parameters, List<String> as) {
        try {
            Path job = server.folder("job-" + ++jobs);
            Path script = job.resolve("script.sh");
            copy(resource.startsWith("/") ? resource : "/playbook/restore/" + resource, script);
            copy("/" + Job.Command.Script.LIBRARY, job.resolve("lib.sh"));
            Path output = job.resolve("output");
            List<String> argv = new ArrayList<>(as);
            argv.addAll(List.of("bash", script.toString()));
            ProcessBuilder builder =
                    new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment(job));
            builder.environment().putAll(parameters);
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + Files.readString(output));
            }
            Path result = job.resolve("result.json");
            return new Ended(
                    process.exitValue(),
                    Files.readString(output),
                    Files.exists(result) ? Files.readString(result) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Readable for the server's user, too. */
    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = Patient.class.getResourceAsStream(resource)) {
            Files.copy(java.util.Objects.requireNonNull(in, resource), to);
        }
        Files.setPosixFilePermissions(to, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Ended restoreBase(String id) {
        return script("restore-base.sh", Map.of("BACKUP_ID", id, "SYSTEM_IDENTIFIER", identifier()));
    }

    /** With the rows of the culprit's tables only. */
    Ended restorePart(String id, Culprit culprit) {
        return script(
                "restore-base.sh",
                Map.of(
                        "BACKUP_ID",
                        id,
                        "SYSTEM_IDENTIFIER",
                        identifier(),
                        "TABLES",
                        RestoreBase.wanted(culprit).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" "))));
    }

    /** The last stop before the culprit at which its tables can be read while the replay is paused, and goes on later. */
    static RecoveryTarget beforeItsLocks(Culprit culprit) {
        return culprit.wholeTables()
                ? new RecoveryTarget.ToLsn(culprit.firstLsn(), false, culprit.timeline())
                : ReplayTarget.before(culprit);
    }

    /** The side instance, replayed to this stop of the culprit. */
    SideInstance replay(RecoveryTarget target, Culprit culprit) {
        Ended ended = script(
                "replay.sh",
                target.equals(ReplayTarget.before(culprit))
                        ? ReplayTarget.toReadBefore(culprit)
                        : ReplayTarget.environment(target, culprit));
        if (ended.code() != 0) {
            throw new AssertionError(ended.output());
        }
        return Json.read(ended.result(), SideInstance.class);
    }

    /** The result of a worker's task, run in this JVM. */
    <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(context(input, results));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(task.name() + ": " + e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }

    /** One transaction, in which {@code meanwhile} is no statement but the moment at which another session does something. */
    long commit(List<String> statements, Meanwhile meanwhile) throws SQLException {
        try (Connection connection = server.connect();
                Connection others = server.connect();
                Statement statement = connection.createStatement();
                Statement other = others.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                if (sql.equals("meanwhile")) {
                    meanwhile.happens(other);
                } else {
                    statement.execute(sql);
                }
            }
            long xid = Long.parseLong(one(statement, "SELECT pg_current_xact_id()::xid"));
            connection.commit();
            server.execute("SELECT pg_current_xact_id()");
            return xid;
        }
    }

    /** What another session does. */
    interface Meanwhile {
        void happens(Statement other) throws SQLException;
    }

    WorkerContext context(Object input, List<Object> results) {
        return new WorkerContext() {
            @Override
            public <T> T input(Class<T> type) {
                return Json.read(Json.write(input), type);
            }

            @Override
            public Target target() {
                return server.target();
            }

            @Override
            public Path bin() {
                return server.bin();
            }

            @Override
            public Path data() {
                return server.data();
            }

            @Override
            public Repository.Content repository() {
                return TestFolders.of(server.archive(), backups);
            }

            @Override
            public Dumps dumps() {
                return new Dumps(backups);
            }

            @Override
            public Path work() {
                return work;
            }

            @Override
            public void progress(long done, long total, String unit) {}

            @Override
            public void result(Object document) {
                results.add(document);
            }
        };
    }

    Map<String, String> environment(Path job) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PLAYBOOK_JOB", job.toString());
        environment.put("PLAYBOOK_TARGET", server.target().name());
        environment.put("PLAYBOOK_LABEL", server.target().label());
        environment.put("PLAYBOOK_ROLES", "");
        environment.put("PLAYBOOK_PRACTICE", "true");
        environment.put("PLAYBOOK_BIN", server.bin().toString());
        environment.put("PLAYBOOK_DATA", server.data().toString());
        environment.put("PLAYBOOK_ARCHIVE", server.archive().toString());
        environment.put("PLAYBOOK_BACKUPS", backups.toString());
        environment.put("PLAYBOOK_WORK", work.toString());
        environment.put("FETCH_WAL", new FolderRepository().fetchWal());
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", Integer.toString(server.port()));
        environment.put("PGUSER", "recovery");
        environment.put("PGDATABASE", TestServer.DATABASE);
        environment.put("PGPASSFILE", server.passfile().toString());
        environment.put("PLAYBOOK_ROLES", "api");
        return environment;
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Rows of a query on the side instance, first column as text. */
    List<String> onSide(int port, String sql) {
        List<String> column = new ArrayList<>();
        try (Connection connection = java.sql.DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/" + TestServer.DATABASE,
                        "recovery",
                        server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
