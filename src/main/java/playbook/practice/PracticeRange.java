package playbook.practice;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.Figures;
import playbook.incident.HintedException;

/** Creates, starts, stops, breaks and judges a practice range: a real PostgreSQL with an application on it. */
public final class PracticeRange {

    static final String USAGE = """
            practice create --home DIR [--size 200MB] [--api-replicas 3] [--rate 20]
            practice start|stop|status --home DIR
            practice break SCENARIO --home DIR
            practice judge --home DIR [--json]""";

    private static final Set<String> OPTIONS =
            Set.of("home", "size", "api-replicas", "rate", "json", "help", "base-url");

    private PracticeRange() {}

    public static void main(String[] arguments) {
        speakUtf8();
        System.exit(exit(() -> run(Arguments.parse(arguments, OPTIONS, false))));
    }

    /** Whatever the locale says: a terminal of these days understands it, and "?" in a number is worse. */
    static void speakUtf8() {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    }

    static int exit(Command command) {
        try {
            return command.run();
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (HintedException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (SQLException e) {
            System.err.println("the database refused: " + e.getMessage()
                    + "\nHINT: `practice status` shows whether it runs; its log is in the range's folder log/.");
            return 1;
        } catch (IOException | UncheckedIOException e) {
            System.err.println(e.getMessage() + ": " + (e.getCause() == null ? "" : e.getCause())
                    + "\nHINT: is the disk full, and is the folder yours?");
            return 1;
        }
    }

    private static int run(Arguments arguments) throws SQLException, IOException {
        if (arguments.options().containsKey("help")) {
            System.out.println(USAGE);
            return 0;
        }
        String verb = arguments.word(0, "verb");
        switch (verb) {
            case "create" -> create(arguments);
            case "start" -> start(arguments.home());
            case "stop" -> stop(arguments.home());
            case "status" -> {
                return status(arguments.home());
            }
            case "break" -> damage(arguments);
            case "judge" -> {
                return judge(arguments);
            }
            default -> throw new UsageException("unknown verb '" + verb + "'", USAGE);
        }
        return 0;
    }

    static void create(Arguments arguments) throws SQLException, IOException {
        make(arguments);
        start(arguments.home());
    }

    /** Its server runs then, its application does not. */
    static void make(Arguments arguments) throws SQLException, IOException {
        Home home = arguments.home();
        long bytes = DataSize.parse(arguments.option("size", "200MB"));
        RangeSettings settings = new RangeSettings(
                PostgresBinaries.find().toString(),
                Cluster.freePort(),
                bytes,
                arguments.number("api-replicas", 3, 1, 10),
                arguments.number("rate", 20, 1, 1000),
                Instant.now());
        requireEmpty(home);
        requireSpace(home, bytes);
        Cluster cluster = new Cluster(home, Path.of(settings.bin()), settings.port());
        boolean done = false;
        try {
            fill(home, settings, cluster);
            done = true;
        } finally {
            if (!done) {
                cluster.stop();
            }
        }
    }

    private static void fill(Home home, RangeSettings settings, Cluster cluster) throws SQLException, IOException {
        say("creating the server on port " + settings.port());
        cluster.initialise();
        cluster.startForSeeding();
        cluster.createRoles();
        say("filling " + Home.DATABASE + " with about " + DataSize.text(settings.bytes()));
        try (Connection owner = cluster.connect("noa_owner", Home.DATABASE)) {
            Seed.fill(owner, settings.bytes());
        }
        try (Connection recovery = cluster.connect("recovery", Home.DATABASE)) {
            // In a session of its own: the statistics of the one that filled would count every row twice.
            Sql.run(recovery, "VACUUM (FREEZE, ANALYZE)");
            say("noting " + Seed.digest(recovery, home.oracle().resolve("seed")) + " rows for the judge");
        }
        cluster.preloadStatementStatistics();
        cluster.stop();
        cluster.makeDurable();
        cluster.start();
        Backups backups = new Backups(home, cluster);
        say("base backup: " + DataSize.text(backups.base().bytes()));
        say("logical backup: " + DataSize.text(backups.logical().bytes()));
        Home.write(home.page(), Sql.resource("index.html"));
        Home.write(home.maintenancePage(), Sql.resource("maintenance.html"));
        Home.write(
                home.applications().resolve("api").resolve("deployment.json"),
                Json.write(Deployment.api(home, settings)));
        TargetFile.write(home, settings);
        // Last: only a range that is whole has it.
        Home.write(home.settingsFile(), Json.write(settings));
    }

    static void start(Home home) {
        RangeSettings settings = home.settings();
        new Cluster(home).start();
        // Written anew: the jar may have moved since.
        Path description = home.applications().resolve("api").resolve("deployment.json");
        Deployment api = Deployment.api(home, settings).asWished(description);
        Home.write(description, Json.write(api));
        for (int i = 0; i < api.replicas(); i++) {
            Processes.start(api.replica(home, i), api.command(), api.replicaEnvironment());
        }
        Processes.start(
                home.front(),
                Stream.concat(
                                Deployment.webFront().stream(),
                                Stream.of(home.page().toString()))
                        .toList(),
                Map.of());
        for (int i = 0; i < api.replicas(); i++) {
            Processes.awaitAddress(api.replica(home, i), Duration.ofSeconds(30));
        }
        String stopped = api.replicas() < settings.replicas() ? " (a response has stopped the others)" : "";
        say("the practice range runs: PostgreSQL on port " + settings.port() + ", " + api.replicas()
                + " replicas of the application" + stopped + ", front page http://"
                + Processes.awaitAddress(home.front(), Duration.ofSeconds(30)) + "/");
    }

    static void stop(Home home) throws IOException {
        home.settings();
        Path replicas = home.applications().resolve("api");
        try (Stream<Path> folders = Files.list(replicas)) {
            folders.filter(Files::isDirectory).forEach(Processes::stop);
        }
        Processes.stop(home.front());
        new Cluster(home).stop();
        say("the practice range is stopped; start --home " + home.root() + " goes on with it");
    }

    private static int status(Home home) throws IOException {
        RangeSettings settings = home.settings();
        boolean server = new Cluster(home).running();
        System.out.println("PostgreSQL  " + (server ? "runs on port " + settings.port() : "is stopped"));
        try (Stream<Path> folders = Files.list(home.applications().resolve("api"))) {
            folders.filter(Files::isDirectory)
                    .sorted()
                    .forEach(folder -> System.out.println("api " + folder.getFileName() + "  " + state(folder)));
        }
        System.out.println("front page  " + state(home.front()));
        System.out.println("losses      " + LossFile.all(home.oracle()).size());
        return server ? 0 : 1;
    }

    private static String state(Path folder) {
        return Processes.running(folder).isEmpty()
                ? "is stopped"
                : "runs at http://" + Processes.awaitAddress(folder, Duration.ofSeconds(5)) + "/";
    }

    private static int judge(Arguments arguments) throws SQLException, IOException {
        Verdict verdict = Judge.judge(arguments.home());
        if (arguments.options().containsKey("json")) {
            System.out.println(Json.write(verdict));
        } else {
            say(Figures.rows(verdict.rowsCompared()) + " compared with what must be there");
            say("destroyed " + Figures.number(verdict.destroyed()) + ", recovered "
                    + Figures.number(verdict.recovered()) + ", wrong " + Figures.number(verdict.wrong()));
            say("later writes " + Figures.number(verdict.laterWrites()) + " ("
                    + Figures.number(verdict.laterWritesOnDamagedTables()) + " on the damaged tables), lost "
                    + Figures.number(verdict.laterWritesLost()));
            verdict.problems().forEach(problem -> System.out.println("  " + problem));
        }
        return verdict.clean() ? 0 : 1;
    }

    private static void damage(Arguments arguments) throws SQLException {
        Scenario scenario = Scenario.named(arguments.word(1, "scenario"));
        Home home = arguments.home();
        Loss loss = scenario.happen(home);
        System.out.println("Done: somebody ran \"" + loss.statement() + "\".");
        loss.destroyed()
                .forEach(
                        (table, rows) -> System.out.printf("  %9s rows of %s are gone%n", Figures.number(rows), table));
        System.out.println("The application goes on writing. Customers begin to call: they cannot log in.");
        System.out.println("Next: open " + arguments.option("base-url", "http://127.0.0.1:8080")
                + ", log in as olivia (operators), and report the loss.");
    }

    private static void requireEmpty(Home home) throws IOException {
        if (home.exists()) {
            throw new HintedException(
                    "there is a practice range in " + home.root() + " already",
                    "start it (start --home " + home.root() + "), or stop it and remove the folder.");
        }
        if (Files.exists(home.data())) {
            throw new HintedException(
                    home.root() + " holds a practice range that was never finished",
                    "remove the folder " + home.root() + " and create it again.");
        }
        Files.createDirectories(home.root());
    }

    /** The data, its two backups, the WAL and a side instance to come. */
    private static void requireSpace(Home home, long bytes) throws IOException {
        long free = Files.getFileStore(home.root()).getUsableSpace();
        long needed = 4 * bytes + (1L << 30);
        if (free < needed) {
            throw new HintedException(
                    "a range of " + DataSize.text(bytes) + " needs " + DataSize.text(needed) + " of disk, "
                            + home.root() + " has " + DataSize.text(free),
                    "choose a smaller --size or a --home on a larger disk.");
        }
    }

    static void say(String text) {
        System.out.println(text);
    }

    /** What a verb does; its result is the exit status. */
    interface Command {
        int run() throws SQLException, IOException;
    }
}
