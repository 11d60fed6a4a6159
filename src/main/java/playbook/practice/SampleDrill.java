package playbook.practice;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import playbook.evidence.Json;
import playbook.incident.Await;
import playbook.incident.Method;

/**
 * A drill in the sample cluster, as a job beside its application, whose oracle lies on the same claim. The sample's
 * server takes the place of the practice range's; all else is the usual drill, with its judge.
 *
 * <p>Environment: {@code PGHOST}, {@code PGPORT}, {@code PASSWORDS} (a folder with one file a role: admin, recovery),
 * {@code PLAYBOOK_URL}, {@code PLAYBOOK_PASSWORDS} (a folder with one file a user), {@code DRILL_HOME} (with {@code
 * oracle/}), {@code DRILL_METHOD} (row-recovery or point-in-time-recovery), {@code PRACTICE_SIZE}.
 */
public final class SampleDrill {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String DEADLOCK = "40P01";
    private static final int TRIES = 20;

    private final Map<String, String> environment;
    private final Home home;
    private final SampleServer server;

    private SampleDrill(Map<String, String> environment) {
        this.environment = environment;
        this.home = Home.at(Path.of(environment.getOrDefault("DRILL_HOME", "/drill")));
        this.server = new SampleServer(environment, "postgres.database");
    }

    public static void main(String[] arguments) {
        System.exit(Terminal.exit(() -> new SampleDrill(System.getenv()).run(arguments)));
    }

    private int run(String... arguments) throws SQLException, IOException {
        System.setProperty(Sql.HOST, server.host());
        settle();
        noteSeedBesideTheApplication();
        Product.awaitReady(url(), PATIENCE);
        String scenario = arguments.length == 0 ? Scenario.ACCIDENTAL_DELETE.word() : arguments[0];
        return Drill.run(
                scenario,
                "--base-url",
                url(),
                "--home",
                home.root().toString(),
                "--passwords",
                environment.getOrDefault("PLAYBOOK_PASSWORDS", "/run/secrets/users"),
                "--method",
                environment.getOrDefault("DRILL_METHOD", Method.ROW_RECOVERY.word()),
                "--json",
                home.root().resolve("result.json").toString());
    }

    /** Makes the folder what the folder of a practice range is: settings and passwords of this server. */
    private void settle() throws SQLException, IOException {
        Home.write(
                home.settingsFile(),
                Json.write(new RangeSettings(
                        PostgresBinaries.find().toString(),
                        server.port(),
                        DataSize.parse(environment.getOrDefault("PRACTICE_SIZE", "200MB")),
                        1,
                        20,
                        Instant.now())));
        String recovery = server.password("recovery");
        Home.write(home.passfile("recovery"), recovery + "\n", "rw-------");
        String careless = ServerRoles.randomPassword();
        Home.write(home.passfile("careless"), careless + "\n", "rw-------");
        try (Connection admin = server.connect(Home.DATABASE)) {
            // Hexadecimal digits need no quoting.
            Sql.run(admin, "ALTER ROLE careless PASSWORD '" + careless + "'");
        }
    }

    /**
     * The application's transactions lock the same tables in another order. When PostgreSQL ends this session in a
     * deadlock, it begins again.
     */
    private void noteSeedBesideTheApplication() throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                noteSeed();
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || tries == TRIES) {
                    throw e;
                }
                Await.pause(Duration.ofMillis(500));
            }
        }
    }

    /**
     * Notes every row while the application waits between two writes: what it wrote until then is in the seed, and in
     * the oracle too.
     */
    private void noteSeed() throws SQLException {
        try (Connection writersWait = server.connect(Home.DATABASE)) {
            writersWait.setAutoCommit(false);
            Sql.run(
                    writersWait,
                    "SET LOCAL lock_timeout = '60s'; LOCK TABLE public." + String.join(", public.", Seed.TABLES)
                            + " IN SHARE MODE");
            try (Connection recovery = Sql.open(home, "recovery")) {
                Terminal.say("noting " + Seed.digest(recovery, home.oracle().resolve("seed")) + " rows for the judge");
            }
            writersWait.rollback();
        }
    }

    private String url() {
        return environment.getOrDefault("PLAYBOOK_URL", "http://playbook.playbook");
    }
}
