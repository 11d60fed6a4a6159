package playbook.practice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Method;

/**
 * A drill in the sample cluster, as a job beside its application, whose oracle lies on the same claim. The sample's server
 * takes the place of the practice range's: the rest is the drill of every day, with its judge.
 *
 * <p>Environment: {@code PGHOST}, {@code PGPORT}, {@code PASSWORDS} (a folder with one file a role: admin, recovery),
 * {@code PLAYBOOK_URL}, {@code PLAYBOOK_PASSWORDS} (a folder with one file a user), {@code DRILL_HOME} (with
 * {@code oracle/}), {@code DRILL_METHOD} (row-recovery or point-in-time-recovery), {@code PRACTICE_SIZE}.
 */
public final class SampleDrill {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String DEADLOCK = "40P01";
    private static final int TRIES = 20;

    private final Map<String, String> environment;
    private final Home home;

    private SampleDrill(Map<String, String> environment) {
        this.environment = environment;
        this.home = Home.at(Path.of(environment.getOrDefault("DRILL_HOME", "/drill")));
    }

    public static void main(String[] arguments) {
        System.exit(PracticeRange.exit(() -> new SampleDrill(System.getenv()).run(arguments)));
    }

    private int run(String... arguments) throws SQLException, IOException {
        System.setProperty(Sql.HOST, host());
        settle();
        noteSeedBesideTheApplication();
        awaitPlaybook();
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

    /** What a practice range has in its folder, for this server. */
    private void settle() throws SQLException, IOException {
        Home.write(
                home.settingsFile(),
                Json.write(new RangeSettings(
                        PostgresBinaries.find().toString(),
                        port(),
                        DataSize.parse(environment.getOrDefault("PRACTICE_SIZE", "200MB")),
                        1,
                        20,
                        Instant.now())));
        String recovery = Files.readString(passwords().resolve("recovery")).strip();
        Home.write(home.passfile("recovery"), recovery + "\n", "rw-------");
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        String careless = HexFormat.of().formatHex(random);
        Home.write(home.passfile("careless"), careless + "\n", "rw-------");
        try (Connection admin = admin()) {
            // Random hexadecimal digits of our own making, so that nothing needs quoting.
            Sql.run(admin, "ALTER ROLE careless PASSWORD '" + careless + "'");
        }
    }

    /** Its transactions lock the same tables in another order: whoever PostgreSQL chose as the victim begins again. */
    private void noteSeedBesideTheApplication() throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                noteSeed();
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || tries == TRIES) {
                    throw e;
                }
                Processes.pause(500);
            }
        }
    }

    /** Every row between two writes of the application: what it wrote until then is in the seed, and in the oracle too. */
    private void noteSeed() throws SQLException {
        try (Connection writersWait = admin()) {
            writersWait.setAutoCommit(false);
            Sql.run(
                    writersWait,
                    "SET LOCAL lock_timeout = '60s'; LOCK TABLE public." + String.join(", public.", Seed.TABLES)
                            + " IN SHARE MODE");
            try (Connection recovery = Sql.open(home, "recovery")) {
                PracticeRange.say(
                        "noting " + Seed.digest(recovery, home.oracle().resolve("seed")) + " rows for the judge");
            }
            writersWait.rollback();
        }
    }

    private void awaitPlaybook() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(10))
                .build();
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(question, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                PracticeRange.say("waiting for " + url() + ": " + notYet);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + url(), e);
            }
            Processes.pause(3_000);
        }
        throw new HintedException(
                url() + " was not ready within " + PATIENCE.toMinutes() + " minutes",
                "its log tells why; a network policy may keep this job from it");
    }

    private Connection admin() throws SQLException {
        return Sql.open(host(), port(), Home.DATABASE, "admin", passwords().resolve("admin"), 0);
    }

    private Path passwords() {
        return Path.of(environment.getOrDefault("PASSWORDS", "/run/secrets/roles"));
    }

    private String url() {
        return environment.getOrDefault("PLAYBOOK_URL", "http://playbook.playbook");
    }

    private String host() {
        return environment.getOrDefault("PGHOST", "postgres.database");
    }

    private int port() {
        return Integer.parseInt(environment.getOrDefault("PGPORT", "5432"));
    }
}
