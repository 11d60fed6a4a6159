package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;

/** The practice range's PostgreSQL server: created, started and stopped. */
final class Cluster {

    static final List<String> ROLES = List.of("postgres", "noa_owner", "api", "recovery", "monitoring", "careless");

    private final Home home;
    private final Path bin;
    private final int port;

    Cluster(Home home) {
        this(home, Path.of(home.settings().bin()), home.settings().port());
    }

    Cluster(Home home, Path bin, int port) {
        this.home = home;
        this.bin = bin;
        this.port = port;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask the system for a free port", e);
        }
    }

    void initialise() {
        for (Path folder : List.of(home.data(), home.archive(), home.backups(), home.work(), home.log())) {
            Home.createForPostgres(folder);
        }
        Home.createForPostgres(home.backups().resolve("base"));
        Home.createForPostgres(home.backups().resolve("logical"));
        requireReachable();
        ROLES.forEach(this::choosePassword);
        Home.write(home.archiveScript(), Sql.resource("archive-wal.sh"), "rwxr-xr-x");
        Path password = home.root().resolve("roles").resolve("initdb");
        String line = Home.read(home.passfile("postgres")).strip();
        Home.write(password, line.substring(line.lastIndexOf(':') + 1) + "\n", "rw-------");
        Home.giveToPostgres(password);
        try {
            asPostgres(
                    "initdb",
                    List.of(
                            "--pgdata=" + home.data(),
                            "--username=postgres",
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--data-checksums",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-sync"));
            Files.delete(password);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + password, e);
        }
        writeAsPostgres(home.data().resolve("postgresql.auto.conf"), settings());
        writeAsPostgres(home.data().resolve("pg_hba.conf"), """
                # Everybody by password, from this machine only.
                host all         all                127.0.0.1/32 scram-sha-256
                host replication recovery,postgres  127.0.0.1/32 scram-sha-256
                """);
    }

    private String settings() {
        return """
                # The practice range's settings; ALTER SYSTEM may add to them.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 200
                shared_buffers = '128MB'
                wal_level = replica
                archive_mode = on
                archive_command = 'bash "%s" "%%p" "%s/%%f"'
                archive_timeout = 60s
                max_replication_slots = 10
                max_wal_senders = 10
                max_wal_size = '2GB'
                password_encryption = 'scram-sha-256'
                logging_collector = on
                log_directory = '%s'
                log_destination = 'stderr'
                log_filename = 'postgresql-%%Y-%%m-%%d_%%H%%M%%S.log'
                log_line_prefix = '%%m [%%p] %%u@%%d %%x '
                log_timezone = 'UTC'
                timezone = 'UTC'
                log_min_duration_statement = 1s
                log_lock_waits = on
                """.formatted(port, home.archiveScript(), home.archive(), home.log());
    }

    private static void writeAsPostgres(Path file, String content) {
        Home.write(file, content, "rw-------");
        Home.giveToPostgres(file);
    }

    /** Fast and unsafe until the seeding is over; {@link #makeDurable} then puts everything on the disk. */
    void startForSeeding() {
        start("-c fsync=off -c full_page_writes=off -c wal_level=minimal -c archive_mode=off -c max_wal_senders=0"
                + " -c synchronous_commit=off -c max_wal_size=8GB -c autovacuum=off");
    }

    void makeDurable() {
        asPostgres("initdb", List.of("--pgdata=" + home.data(), "--sync-only"));
    }

    void start() {
        start("");
    }

    private void start(String options) {
        if (running()) {
            return;
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new HintedException(
                    "port " + port + " of the practice range's PostgreSQL is taken by another program",
                    "find it with `ss -ltnp | grep " + port + "` and stop it, or create another range.",
                    e);
        }
        asPostgres(
                "pg_ctl",
                List.of(
                        "start",
                        "--pgdata=" + home.data(),
                        "--wait",
                        "--timeout=120",
                        "--log=" + home.log().resolve("start.log"),
                        "--options=" + options));
    }

    void stop() {
        if (running()) {
            asPostgres("pg_ctl", List.of("stop", "--pgdata=" + home.data(), "--mode=fast", "--wait", "--timeout=120"));
        }
    }

    boolean running() {
        Path pidFile = home.data().resolve("postmaster.pid");
        if (!Files.isRegularFile(pidFile)) {
            return false;
        }
        long pid = Long.parseLong(
                Home.read(pidFile).lines().findFirst().orElse("0").strip());
        return pid > 0 && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    void createRoles() throws SQLException {
        try (Connection connection = connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            for (String command : Sql.resource("roles.sql").split(";\n", -1)) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
            for (String role : ROLES) {
                String line = Home.read(home.passfile(role)).strip();
                // Random hexadecimal digits of our own making, so that nothing needs quoting.
                statement.execute(
                        "ALTER ROLE " + role + " PASSWORD '" + line.substring(line.lastIndexOf(':') + 1) + "'");
            }
        }
        try (Connection connection = connect("postgres", Home.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SCHEMA public OWNER TO noa_owner");
        }
    }

    /** Needs a restart, and so comes before the one that ends the seeding. */
    void preloadStatementStatistics() throws SQLException {
        try (Connection connection = connect("postgres", Home.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'pg_stat_statements'")) {
            if (row.next()) {
                Sql.run(connection, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
                Sql.run(connection, "CREATE EXTENSION pg_stat_statements");
            }
        }
    }

    Connection connect(String role, String database) throws SQLException {
        return Sql.open("127.0.0.1", port, database, role, home.passfile(role), 0);
    }

    String asPostgres(String program, List<String> arguments) {
        List<String> argv = new java.util.ArrayList<>();
        argv.add(bin.resolve(program).toString());
        argv.addAll(arguments);
        return Programs.runAsPostgres(argv, environment());
    }

    Map<String, String> environment() {
        return Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", Integer.toString(port),
                "PGUSER", "recovery",
                "PGPASSFILE", home.passfile().toString(),
                "LC_ALL", "C",
                "TZ", "UTC");
    }

    private void choosePassword(String role) {
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        Path file = home.passfile(role);
        Home.write(
                file,
                "127.0.0.1:%d:*:%s:%s%n".formatted(port, role, HexFormat.of().formatHex(random)),
                "rw-------");
        if (role.equals("recovery") || role.equals("postgres")) {
            Home.giveToPostgres(file);
        }
    }

    private void requireReachable() {
        try {
            Programs.runAsPostgres(List.of("test", "-w", home.data().toString()), Map.of());
        } catch (HintedException e) {
            throw new HintedException(
                    "user postgres cannot write to " + home.data(),
                    "PostgreSQL does not run as root, so every folder above it must let user postgres through:"
                            + " chmod a+x each of them, or choose a --home below /var/tmp.",
                    e);
        }
    }
}
