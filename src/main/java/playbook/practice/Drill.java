package playbook.practice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.Await;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Method;

/**
 * Rehearses a whole response: breaks the practice range, reports the loss, answers as the people would, and lets the
 * oracle judge. Its exit status is 0 only when the recovery is proven.
 */
public final class Drill {

    private static final String USAGE =
            "drill SCENARIO --base-url http://127.0.0.1:PORT --home DIR [--passwords DIR] [--json FILE]"
                    + " [--method row-recovery|table-restore|point-in-time-recovery] [--taken-back METHOD]"
                    + " [--failed-steps stop|try-again]";
    private static final Set<String> OPTIONS =
            Set.of("base-url", "home", "passwords", "json", "patience", "method", "taken-back", "failed-steps");
    private static final String TARGET = "noa";

    /** What a drill does when a step failed and asks a person: it ends. */
    public static final String STOP = "stop";

    private static final String TRY_AGAIN = "try-again";

    private final Home home;
    private final Scenario scenario;
    private final Method method;
    private final List<String> ways;
    private final boolean triesAgain;
    private final Product product;
    private final Duration patience;

    private Drill(Arguments arguments) {
        int verb = !arguments.words().isEmpty() && arguments.words().get(0).equals("drill") ? 1 : 0;
        if (arguments.words().size() <= verb) {
            throw new UsageException("no scenario given", USAGE);
        }
        scenario = Scenario.named(arguments.words().get(verb));
        method = method(arguments.option("method", scenario.way().word()));
        String first = arguments.option("taken-back", "");
        ways = first.isEmpty() ? List.of(method.word()) : List.of(method(first).word(), method.word());
        triesAgain = triesAgain(arguments.option("failed-steps", STOP));
        home = arguments.home();
        product = new Product(
                arguments.required("base-url"),
                Path.of(arguments.option(
                        "passwords", home.root().resolve("passwords").toString())));
        patience = Duration.ofMinutes(arguments.number("patience", 60, 1, 10_000));
    }

    /** A line for each way back that a drill can take. */
    public static Stream<String> ways() {
        return Stream.of(Method.values())
                .filter(Method::built)
                .map(way -> "%-24s %s; %s"
                        .formatted(
                                way.word(),
                                way.title(),
                                way.keepsLaterWrites()
                                        ? "later writes stay"
                                        : "the whole server goes back, and later writes are lost, as announced"));
    }

    /** @throws UsageException when no drill takes that way back */
    public static Method method(String word) {
        return Method.of(word)
                .filter(Method::built)
                .orElseThrow(() -> new UsageException(
                        "unknown method '" + word + "'",
                        "known: "
                                + Arrays.stream(Method.values())
                                        .filter(Method::built)
                                        .map(Method::word)
                                        .collect(Collectors.joining(", "))));
    }

    /**
     * @param word what is done when a step failed and asks a person
     * @throws UsageException when it is neither {@code stop} nor {@code try-again}
     */
    public static boolean triesAgain(String word) {
        if (!Set.of(STOP, TRY_AGAIN).contains(word)) {
            throw new UsageException(
                    "--failed-steps '" + word + "' is not understood", "known: " + STOP + ", " + TRY_AGAIN);
        }
        return word.equals(TRY_AGAIN);
    }

    public static void main(String[] arguments) {
        Terminal.speakUtf8();
        System.exit(Terminal.exit(() -> run(arguments)));
    }

    /** Its result is the exit status. */
    static int run(String... arguments) throws SQLException, IOException {
        Arguments parsed = Arguments.parse(arguments, OPTIONS, true);
        return new Drill(parsed).run(parsed.option("json", ""));
    }

    private int run(String json) throws SQLException, IOException {
        DrillFindings findings = new DrillFindings(scenario, home, method);
        awaitTraffic();
        findings.lookAtTarget();
        Loss loss = scenario.happen(home);
        findings.lost(loss);
        Terminal.say("[00:00]  damage done to " + Figures.rows(loss.rows()) + "; the application goes on writing");
        Await.pause(Duration.ofSeconds(3));
        try {
            respond(findings);
        } catch (HintedException e) {
            Terminal.say("STOPPED: " + e.getMessage());
            findings.add(new DrillCheck("the response came to its end", false, String.valueOf(e.getMessage())));
        }
        findings.judge();
        DrillOutcome outcome = findings.outcome();
        if (!json.isEmpty()) {
            Home.write(Path.of(json).toAbsolutePath(), Json.write(outcome) + "\n");
        }
        System.out.print(DrillReport.of(outcome));
        return outcome.proven() ? 0 : 1;
    }

    /** A loss in a database that nobody uses would prove little. */
    private void awaitTraffic() {
        int before = OracleRecord.read(home.oracle()).acknowledgements().size();
        for (int i = 0; i < 60; i++) {
            Await.pause(Duration.ofMillis(500));
            if (OracleRecord.read(home.oracle()).acknowledgements().size() > before + 10) {
                return;
            }
        }
        throw new HintedException(
                "the application of " + home.root() + " writes nothing",
                "practice status tells whether it runs; its log is in " + home.applications());
    }

    private void respond(DrillFindings findings) {
        Instant start = Instant.now();
        Outage outage = new Outage();
        String key = new LossReporter(product, TARGET).report(start, scenario.missed());
        Terminal.say("[00:00]  olivia reported the loss: incident " + key);
        DrillTasks tasks = new DrillTasks(product, key, TARGET, ways, triesAgain);
        DrillProgress progress = new DrillProgress(start);
        Instant end = start.plus(patience);
        try {
            while (Instant.now().isBefore(end)) {
                JsonNode incident = outage.outlast(
                        () -> product.get("olivia", "/api/incidents/" + key).body());
                findings.incident(incident);
                progress.show(incident, Instant.now());
                if (incident.path("endedAt").isTextual()) {
                    findings.ended(Instant.now());
                    if (method.keepsLaterWrites()) {
                        findings.read(RowsRead.of(
                                outage.outlast(() -> product.get("arthur", "/api/incidents/" + key + "/evidence")
                                        .text())));
                    }
                    return;
                }
                outage.outlast(() -> {
                    tasks.answer(incident.path("openTasks"));
                    return true;
                });
                Await.pause(Duration.ofMillis(300));
            }
        } finally {
            findings.told(tasks);
        }
        throw new HintedException(
                "incident " + key + " did not end within " + patience.toMinutes() + " minutes",
                "look where its token is in Cockpit.");
    }
}
