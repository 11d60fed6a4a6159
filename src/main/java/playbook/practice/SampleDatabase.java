package playbook.practice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import playbook.platform.Job;

/**
 * Makes the server of {@code deploy/sample-cluster} worth protecting: roles, invented customers, a verified base backup
 * and a dump with its baseline. What is there already it leaves alone.
 *
 * <p>Environment: {@code PGHOST}, {@code PGPORT}, {@code PASSWORDS} (a folder with one file a role: admin, recovery,
 * api), {@code PLAYBOOK_BACKUPS}, {@code PLAYBOOK_PG_BIN}, {@code PRACTICE_SIZE}.
 */
public final class SampleDatabase {

    /** SQLSTATE of a role or database which is there already. */
    private static final String DUPLICATE_OBJECT = "42710";
    /** SQLSTATEs of a connection that got no answer, or that a server which is starting refused. */
    private static final Set<String> NOT_UP = Set.of("08001", "08006", "57P03");

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Map<String, String> environment;

    private SampleDatabase(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        System.exit(PracticeRange.exit(() -> {
            new SampleDatabase(System.getenv()).prepare();
            return 0;
        }));
    }

    private void prepare() throws SQLException, IOException {
        try (Connection admin = firstConnection()) {
            roles(admin);
        }
        try (Connection admin = connect(Home.DATABASE)) {
            fill(admin);
        }
        backUp();
        try (Connection admin = connect(Home.DATABASE)) {
            // Who waits for all this looks for it.
            Sql.run(admin, "COMMENT ON DATABASE " + Home.DATABASE + " IS 'prepared'");
        }
    }

    private void roles(Connection admin) throws SQLException, IOException {
        for (String command : Sql.resource("roles.sql").split(";\n", -1)) {
            if (command.isBlank() || (command.startsWith("CREATE DATABASE") && hasDatabase(admin))) {
                continue;
            }
            try {
                Sql.run(admin, command);
            } catch (SQLException e) {
                if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
        for (String role : new String[] {"recovery", "api"}) {
            String password = Files.readString(passwords().resolve(role)).strip();
            try (Statement statement = admin.createStatement()) {
                statement.execute("ALTER ROLE " + role + " PASSWORD " + statement.enquoteLiteral(password));
            }
        }
    }

    private static boolean hasDatabase(Connection admin) throws SQLException {
        return exists(admin, "SELECT FROM pg_catalog.pg_database WHERE datname = '" + Home.DATABASE + "'");
    }

    private void fill(Connection admin) throws SQLException {
        Sql.run(admin, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; ALTER SCHEMA public OWNER TO noa_owner");
        if (exists(admin, "SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'users'")) {
            System.out.println(Home.DATABASE + " is filled already");
            return;
        }
        String size = environment.getOrDefault("PRACTICE_SIZE", "200MB");
        System.out.println("filling " + Home.DATABASE + " with about " + size);
        // Whole or not at all: a job that was killed is started again.
        admin.setAutoCommit(false);
        Sql.run(admin, "SET SESSION AUTHORIZATION noa_owner");
        Seed.fill(admin, DataSize.parse(size));
        admin.commit();
        admin.setAutoCommit(true);
        Sql.run(admin, "RESET SESSION AUTHORIZATION");
        Sql.run(admin, "VACUUM (FREEZE, ANALYZE)");
    }

    /** By the script that a response takes its fresh backup with. */
    private void backUp() throws IOException {
        Path backups = Path.of(environment.getOrDefault("PLAYBOOK_BACKUPS", "/backup"));
        if (hasBackup(backups)) {
            System.out.println("a backup is there already");
            return;
        }
        Path job = Files.createTempDirectory("prepare-");
        Path script = copy("playbook/backup/make-backups.sh", job);
        Path library = copy(Job.Command.Script.LIBRARY, job);
        Path passfile = job.resolve("pgpass");
        String password = Files.readString(passwords().resolve("recovery")).strip();
        Home.write(
                passfile, "*:*:*:recovery:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n", "rw-------");
        for (Path ours : java.util.List.of(job, script, library, passfile)) {
            Home.giveToPostgres(ours);
        }
        Map<String, String> given = new HashMap<>(Map.of(
                "BACKUP_ID", Backups.ID.format(Instant.now()),
                "PLAYBOOK_JOB", job.toString(),
                "PLAYBOOK_BIN", PostgresBinaries.find().toString(),
                "PLAYBOOK_BACKUPS", backups.toString(),
                "PGHOST", host(),
                "PGPORT", Integer.toString(port()),
                "PGUSER", "recovery",
                "PGDATABASE", Home.DATABASE,
                "PGPASSFILE", passfile.toString()));
        System.out.print(Programs.runAsPostgres(java.util.List.of("bash", script.toString()), given));
    }

    private static Path copy(String resource, Path folder) throws IOException {
        Path copy = folder.resolve(Path.of(resource).getFileName());
        try (InputStream in = SampleDatabase.class.getResourceAsStream("/" + resource)) {
            Files.copy(Objects.requireNonNull(in, resource), copy);
        }
        return copy;
    }

    private static boolean hasBackup(Path backups) throws IOException {
        for (String kind : new String[] {"base", "logical"}) {
            Path folder = backups.resolve(kind);
            if (!Files.isDirectory(folder)) {
                return false;
            }
            try (Stream<Path> files = Files.list(folder)) {
                if (files.noneMatch(file -> file.toString().endsWith(".json"))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    /** The server begins at the same moment, and makes its data first. */
    private Connection firstConnection() throws SQLException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return connect("postgres");
            } catch (SQLException e) {
                if (!NOT_UP.contains(String.valueOf(e.getSQLState()))
                        || Instant.now().isAfter(end)) {
                    throw e;
                }
                System.out.println("waiting for the server: " + e.getMessage());
                Processes.pause(2_000);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return Sql.open(host(), port(), database, "admin", passwords().resolve("admin"), 0);
    }

    private Path passwords() {
        return Path.of(environment.getOrDefault("PASSWORDS", "/run/secrets/roles"));
    }

    private String host() {
        return environment.getOrDefault("PGHOST", "postgres");
    }

    private int port() {
        return Integer.parseInt(environment.getOrDefault("PGPORT", "5432"));
    }
}
