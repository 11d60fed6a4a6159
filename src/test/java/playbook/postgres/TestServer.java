package playbook.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import playbook.incident.Target;
import playbook.practice.FreePort;

/**
 * A real PostgreSQL for one test: initialised in a temporary folder, listening on a free port of 127.0.0.1, gone with all
 * its files on close. Superusers {@code postgres} and {@code recovery}; every role has the same password, which lies in
 * the target's passfile. The database of the tests is {@code noa_db}.
 */
public final class TestServer implements AutoCloseable {

    public static final String DATABASE = "noa_db";

    private final Path root;
    private final Path bin;
    private final int port;
    private final String password;
    private final List<String> applicationRoles = new ArrayList<>();
    private final Thread endOfJvm = new Thread(this::removeAll);

    private TestServer(Path root, Path bin, int port, String password) {
        this.root = root;
        this.bin = bin;
        this.port = port;
        this.password = password;
        Runtime.getRuntime().addShutdownHook(endOfJvm);
    }

    /** PostgreSQL 15 as Debian installs it, or the one of PLAYBOOK_PG_BIN, with default settings. */
    public static TestServer start() {
        return with().start();
    }

    public static Settings with() {
        return new Settings();
    }

    /** What differs from the default. */
    public static final class Settings {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private Path bin = installedBin();
        private boolean archive;
        private boolean checksums = true;
        private final List<String> initdb = new ArrayList<>();

        private Settings() {
            settings.put("listen_addresses", "127.0.0.1");
            settings.put("unix_socket_directories", "");
            settings.put("shared_buffers", "32MB");
            settings.put("max_connections", "60");
            settings.put("wal_level", "replica");
            settings.put("max_prepared_transactions", "10");
            settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
            settings.put("log_statement", "none");
        }

        /** Another installation's {@code bin} directory, for another major version. */
        public Settings bin(Path directory) {
            this.bin = directory;
            return this;
        }

        /** Archives WAL to {@link TestServer#archive()}: temporary name, fsync, rename, never overwriting. */
        public Settings archive() {
            this.archive = true;
            return this;
        }

        public Settings withoutChecksums() {
            this.checksums = false;
            return this;
        }

        /** A further option of initdb. */
        public Settings initdb(String option) {
            initdb.add(option);
            return this;
        }

        /** A line of postgresql.conf. */
        public Settings set(String name, String value) {
            settings.put(name, value);
            return this;
        }

        public TestServer start() {
            Path root = temporaryFolder();
            TestServer server =
                    new TestServer(root, bin, FreePort.find(), UUID.randomUUID().toString());
            try {
                server.initialise(this);
                server.startServer();
                server.prepare();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
    }

    /** The server as the playbook sees it; application roles are those made by {@link #applicationRole}. */
    public Target target() {
        return new Target(
                "noa",
                "noa_db (test)",
                "127.0.0.1",
                port,
                DATABASE,
                "recovery",
                passfile(),
                List.copyOf(applicationRoles),
                true);
    }

    /** Makes a login role that the target knows as one of the application's. */
    public String applicationRole(String name) {
        role(name, "");
        applicationRoles.add(name);
        return name;
    }

    /** Makes a login role with this test server's password. */
    public void role(String name, String attributes) {
        execute("CREATE ROLE \"" + name + "\" LOGIN PASSWORD '" + password + "' " + attributes);
    }

    /** A session on {@code noa_db} as superuser {@code postgres}, not marked as the playbook's. */
    public Connection connect() {
        return connect("postgres");
    }

    public Connection connect(String user) {
        try {
            return tryConnect(user, DATABASE);
        } catch (SQLException e) {
            throw new AssertionError("cannot connect as " + user + "\n" + logTail(), e);
        }
    }

    /** Throws what the server answers; for roles that may be shut out. */
    public Connection tryConnect(String user, String database) throws SQLException {
        java.util.Properties properties = new java.util.Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("ApplicationName", "test");
        return java.sql.DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /** Runs statements as superuser {@code postgres} in {@code noa_db}, each by itself. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", statements), e);
        }
    }

    /** First column of the first row as text; "null" is an empty string. */
    public String query(String sql) {
        return column(sql).stream().findFirst().orElse("");
    }

    /** First column of all rows as text, in a new session. */
    public List<String> column(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(Optional.ofNullable(rows.getString(1)).orElse(""));
            }
            return column;
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
    }

    public int port() {
        return port;
    }

    public Path bin() {
        return bin;
    }

    public Path root() {
        return root;
    }

    public Path data() {
        return root.resolve("data");
    }

    public Path archive() {
        return root.resolve("archive");
    }

    public Path passfile() {
        return root.resolve("pgpass");
    }

    public String password() {
        return password;
    }

    /** The end of the server's log. */
    public String logTail() {
        try {
            String log = Files.readString(root.resolve("server.log"), StandardCharsets.UTF_8);
            return log.substring(Math.max(0, log.length() - 4000));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Starts a stopped or crashed server again, on the same port. */
    public void startServer() {
        asPostgres(
                bin.resolve("pg_ctl").toString(),
                "-D",
                data().toString(),
                "-l",
                root.resolve("server.log").toString(),
                "-w",
                "-t",
                "60",
                "start");
    }

    /** Stops it: {@code fast} cleanly, {@code immediate} like a crash. */
    public void stopServer(String mode) {
        asPostgres(bin.resolve("pg_ctl").toString(), "-D", data().toString(), "-m", mode, "-w", "-t", "60", "stop");
    }

    /** Runs a tool as the operating system's user {@code postgres} when the test runs as root; returns its output. */
    public String asPostgres(String... command) {
        List<String> argv = new ArrayList<>();
        if (isRoot()) {
            argv.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        argv.addAll(List.of(command));
        return run(argv, Map.of("PGPASSFILE", passfile().toString()));
    }

    /** A new folder below {@link #root()} that belongs to the server's operating system user. */
    public Path folder(String name) {
        try {
            Path folder = Files.createDirectories(root.resolve(name));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            give(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(endOfJvm);
    }

    private void initialise(Settings wanted) {
        try {
            Path passwordFile = root.resolve("pwfile");
            Files.writeString(passwordFile, password + "\n");
            Files.writeString(passfile(), "*:*:*:*:" + password + "\n");
            Files.setPosixFilePermissions(passfile(), PosixFilePermissions.fromString("rw-------"));
            give(passwordFile);
            give(passfile());
            List<String> initdb = new ArrayList<>(List.of(
                    bin.resolve("initdb").toString(),
                    "-D",
                    data().toString(),
                    "-U",
                    "postgres",
                    "-A",
                    "scram-sha-256",
                    "--pwfile=" + passwordFile,
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync"));
            if (wanted.checksums) {
                initdb.add("--data-checksums");
            }
            initdb.addAll(wanted.initdb);
            asPostgres(initdb.toArray(String[]::new));
            Files.delete(passwordFile);
            folder("archive");
            wanted.settings.put("port", Integer.toString(port));
            if (wanted.archive) {
                wanted.settings.put("archive_mode", "on");
                wanted.settings.put("archive_command", archiveCommand());
            }
            StringBuilder lines = new StringBuilder();
            wanted.settings.forEach((name, value) -> lines.append(name)
                    .append(" = '")
                    .append(value.replace("'", "''"))
                    .append("'\n"));
            Files.writeString(data().resolve("postgresql.conf"), "\n" + lines, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String archiveCommand() {
        String to = archive() + "/%f";
        return "if test -e " + to + "; then cmp -s %p " + to + "; else cp %p " + to + ".partial && sync " + to
                + ".partial && mv " + to + ".partial " + to + " && sync " + archive() + "; fi";
    }

    private void prepare() {
        try (Connection connection = tryConnect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE recovery LOGIN SUPERUSER REPLICATION PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage() + "\n" + logTail(), e);
        }
    }

    private void removeAll() {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            try {
                stopServer("immediate");
            } catch (RuntimeException e) {
                System.err.println("the test server in " + data() + " did not stop: " + e.getMessage());
            }
        }
        try (Stream<Path> paths = Files.walk(root)) {
            paths.sorted(java.util.Comparator.reverseOrder()).forEach(TestServer::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("files stay in " + root + ": " + e.getMessage());
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryFolder() {
        try {
            Path root = Files.createTempDirectory("playbook-test-server-");
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            give(root);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PLAYBOOK_PG_BIN, or what pg_config tells. */
    public static Path installedBin() {
        String configured = System.getenv("PLAYBOOK_PG_BIN");
        if (configured != null && !configured.isBlank()) {
            return Path.of(configured);
        }
        Path debian = Path.of("/usr/lib/postgresql/15/bin");
        if (Files.isExecutable(debian.resolve("initdb"))) {
            return debian;
        }
        return Path.of(run(List.of("pg_config", "--bindir"), Map.of()).trim());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void give(Path path) throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
    }

    private static String run(List<String> argv, Map<String, String> environment) {
        try {
            // A file, not a pipe: the server inherits the descriptor and would keep a pipe open.
            Path output = Files.createTempFile("playbook-test-output-", ".log");
            try {
                ProcessBuilder builder = new ProcessBuilder(argv)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = process.waitFor(120, TimeUnit.SECONDS);
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (!ended || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new IllegalStateException(String.join(" ", argv) + "\n" + text);
                }
                return text;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
