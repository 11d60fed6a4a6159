package playbook.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import playbook.evidence.Json;

/** What runs of a practice range: its server, the replicas of its application, its front page. */
final class RunningRange {

    private RunningRange() {}

    static void start(Home home) {
        RangeSettings settings = home.settings();
        new PracticeServer(home).start();
        // Written anew: the jar may have moved since.
        Path description = home.applications().resolve("api").resolve("deployment.json");
        Deployment api = Deployment.api(home, settings).asWished(description);
        Home.write(description, Json.write(api));
        for (int i = 0; i < api.replicas(); i++) {
            Daemons.start(api.replica(home, i), api.command(), api.replicaEnvironment());
        }
        Daemons.start(
                home.front(),
                Stream.concat(
                                Deployment.webFront().stream(),
                                Stream.of(home.page().toString()))
                        .toList(),
                Map.of());
        for (int i = 0; i < api.replicas(); i++) {
            Daemons.awaitAddress(api.replica(home, i), Duration.ofSeconds(30));
        }
        String stopped = api.replicas() < settings.replicas() ? " (a response has stopped the others)" : "";
        Terminal.say("the practice range runs: PostgreSQL on port " + settings.port() + ", " + api.replicas()
                + " replicas of the application" + stopped + ", front page http://"
                + Daemons.awaitAddress(home.front(), Duration.ofSeconds(30)) + "/");
    }

    static void stop(Home home) throws IOException {
        home.settings();
        Path replicas = home.applications().resolve("api");
        try (Stream<Path> folders = Files.list(replicas)) {
            folders.filter(Files::isDirectory).forEach(Daemons::stop);
        }
        Daemons.stop(home.front());
        new PracticeServer(home).stop();
        Terminal.say("the practice range is stopped; start --home " + home.root() + " goes on with it");
    }

    /** @return 0 when the range's server runs, else 1 */
    static int status(Home home) throws IOException {
        RangeSettings settings = home.settings();
        boolean server = new PracticeServer(home).running();
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
        return Daemons.running(folder).isEmpty()
                ? "is stopped"
                : "runs at http://" + Daemons.awaitAddress(folder, Duration.ofSeconds(5)) + "/";
    }
}
