package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;

/** Sets up the practice range's server once: initdb, its settings, its roles. */
final class ServerSetup {

    private final Home home;
    private final PracticeServer server;
    private final ServerRoles roles;

    ServerSetup(Home home, PracticeServer server) {
        this.home = home;
        this.server = server;
        this.roles = new ServerRoles(home, server);
    }

    void initialise() {
        for (Path folder : List.of(home.data(), home.archive(), home.backups(), home.work(), home.log())) {
            PostgresUser.createFolder(folder);
        }
        PostgresUser.createFolder(home.backups().resolve("base"));
        PostgresUser.createFolder(home.backups().resolve("logical"));
        requireReachable();
        roles.choosePasswords();
        Home.write(home.archiveScript(), Sql.resource("archive-wal.sh"), "rwxr-xr-x");
        Path password = home.root().resolve("roles").resolve("initdb");
        PostgresUser.write(password, roles.password("postgres") + "\n");
        try {
            server.asPostgres(
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
        PostgresUser.write(home.data().resolve("postgresql.auto.conf"), settings());
        PostgresUser.write(home.data().resolve("pg_hba.conf"), """
                # Everybody by password, from this machine only.
                host all         all                127.0.0.1/32 scram-sha-256
                host replication recovery,postgres  127.0.0.1/32 scram-sha-256
                """);
    }

    /** Writes to the disk what the server, started without fsync, left in the memory. */
    void makeDurable() {
        server.asPostgres("initdb", List.of("--pgdata=" + home.data(), "--sync-only"));
    }

    void createRoles() throws SQLException {
        roles.create();
    }

    /** The library is loaded by the restart that ends the seeding. */
    void preloadStatementStatistics() throws SQLException {
        try (Connection connection = server.connect("postgres", Home.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'pg_stat_statements'")) {
            if (row.next()) {
                Sql.run(connection, "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
                Sql.run(connection, "CREATE EXTENSION pg_stat_statements");
            }
        }
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
                """.formatted(server.port(), home.archiveScript(), home.archive(), home.log());
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
