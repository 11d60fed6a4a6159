package playbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import playbook.incident.Await;

/**
 * Makes the server of {@code deploy/sample-cluster} worth protecting: roles, invented customers, a verified base backup
 * and a dump with its baseline. It leaves alone what is there already.
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
    private final SampleServer server;

    private SampleDatabase(Map<String, String> environment) {
        this.environment = environment;
        this.server = new SampleServer(environment, "postgres");
    }

    public static void main(String[] arguments) {
        System.exit(Terminal.exit(() -> {
            new SampleDatabase(System.getenv()).prepare();
            return 0;
        }));
    }

    private void prepare() throws SQLException, IOException {
        try (Connection admin = firstConnection()) {
            roles(admin);
        }
        try (Connection admin = server.connect(Home.DATABASE)) {
            fill(admin);
        }
        new SampleBackup(server, Path.of(environment.getOrDefault("PLAYBOOK_BACKUPS", "/backup"))).takeOnce();
        try (Connection admin = server.connect(Home.DATABASE)) {
            // The sign that everything is there, for jobs that wait for it.
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
            String password = server.password(role);
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
        // In one transaction: a job that was killed is started again and must find all rows or none.
        admin.setAutoCommit(false);
        Sql.run(admin, "SET SESSION AUTHORIZATION noa_owner");
        Seed.fill(admin, DataSize.parse(size));
        admin.commit();
        admin.setAutoCommit(true);
        Sql.run(admin, "RESET SESSION AUTHORIZATION");
        Sql.run(admin, "VACUUM (FREEZE, ANALYZE)");
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    /** Waits for the server, which starts at the same moment as this job and makes its data directory first. */
    private Connection firstConnection() throws SQLException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return server.connect("postgres");
            } catch (SQLException e) {
                if (!NOT_UP.contains(String.valueOf(e.getSQLState()))
                        || Instant.now().isAfter(end)) {
                    throw e;
                }
                System.out.println("waiting for the server: " + e.getMessage());
                Await.pause(Duration.ofSeconds(2));
            }
        }
    }
}
