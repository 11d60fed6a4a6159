package playbook.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/** Makes a practice range in an empty folder: a server with data, its backups, and an application to be started. */
final class RangeSetup {

    private RangeSetup() {}

    /** When it returns, the range's server runs and its application does not. */
    static void make(Arguments arguments) throws SQLException, IOException {
        Home home = arguments.home();
        long bytes = DataSize.parse(arguments.option("size", "200MB"));
        RangeSettings settings = new RangeSettings(
                PostgresBinaries.find().toString(),
                FreePort.find(),
                bytes,
                arguments.number("api-replicas", 3, 1, 10),
                arguments.number("rate", 20, 1, 1000),
                Instant.now());
        requireEmpty(home);
        RangeSpace.require(home.root(), bytes);
        PracticeServer server = new PracticeServer(home, Path.of(settings.bin()), settings.port());
        boolean done = false;
        try {
            fill(home, settings, server);
            done = true;
        } finally {
            if (!done) {
                server.stop();
            }
        }
    }

    private static void fill(Home home, RangeSettings settings, PracticeServer server)
            throws SQLException, IOException {
        Terminal.say("creating the server on port " + settings.port());
        ServerSetup setup = new ServerSetup(home, server);
        setup.initialise();
        server.startForSeeding();
        setup.createRoles();
        Terminal.say("filling " + Home.DATABASE + " with about " + DataSize.text(settings.bytes()));
        try (Connection owner = server.connect("noa_owner", Home.DATABASE)) {
            Seed.fill(owner, settings.bytes());
        }
        try (Connection recovery = server.connect("recovery", Home.DATABASE)) {
            // In a session of its own: the statistics of the one that filled would count every row twice.
            Sql.run(recovery, "VACUUM (FREEZE, ANALYZE)");
            Terminal.say("noting " + Seed.digest(recovery, home.oracle().resolve("seed")) + " rows for the judge");
        }
        setup.preloadStatementStatistics();
        server.stop();
        setup.makeDurable();
        server.start();
        Backups backups = new Backups(home, server);
        Terminal.say("base backup: " + DataSize.text(backups.base().bytes()));
        Terminal.say("logical backup: " + DataSize.text(backups.logical().bytes()));
        Home.write(home.page(), Sql.resource("index.html"));
        Home.write(home.maintenancePage(), Sql.resource("maintenance.html"));
        Home.write(
                home.applications().resolve("api").resolve("deployment.json"),
                Json.write(Deployment.api(home, settings)));
        TargetFile.write(home, settings);
        // Last, because only a range that was finished has settings.
        Home.write(home.settingsFile(), Json.write(settings));
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
}
