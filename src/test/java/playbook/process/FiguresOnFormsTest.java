package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static playbook.incident.Figures.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.evidence.Json;
import playbook.freeze.FenceResult;
import playbook.incident.ApplicationChecks;
import playbook.incident.DataChecks;
import playbook.incident.HintedException;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.ValidationConfirmation;
import playbook.practice.ShownForm;
import playbook.resume.WatchResumedResult;

/** Every form, with findings of one kilobyte and of five megabytes: each figure on it is the one in the record. */
class FiguresOnFormsTest extends ProcessTest {

    private static final Path FORMS = Path.of("forms");
    private static final int MOST_ROWS = 50;
    private static final String THE_REST =
            "; the largest 50 follow; the whole record, a file on the incident's page, has each";

    private final Map<String, Consumer<SizedFindings>> compared = Map.of(
            "report-loss", sized -> reportLoss(),
            "fence-by-hand", this::fenceByHand,
            "confirm-loss", this::confirmLoss,
            "choose-strategy", this::chooseStrategy,
            "approve-recovery", this::approveRecovery,
            "confirm-validation", this::confirmValidation,
            "approve-resume", this::approveResume,
            "resume-trouble", this::resumeTrouble,
            "handle-failed-step", this::handleFailedStep);

    static Stream<Arguments> formsAndSizes() throws IOException {
        try (Stream<Path> files = Files.list(FORMS)) {
            return files.map(file -> file.getFileName().toString().replace(".form", "")).sorted().toList().stream()
                    .flatMap(form -> Stream.of(1_000, 5 << 20).map(bytes -> Arguments.of(form, bytes)));
        }
    }

    @ParameterizedTest(name = "{0} with findings of {1} bytes")
    @MethodSource("formsAndSizes")
    void eachFigureOnTheFormIsTheRecords(String form, int bytes) {
        assertThat(compared)
                .as("nothing compares what the form shows with the record; HINT: add its figures here")
                .containsKey(form);
        Objects.requireNonNull(compared.get(form)).accept(new SizedFindings(bytes));
    }

    /** Nothing is on record yet. */
    private void reportLoss() {
        form("report-loss").path("components").forEach(component -> {
            assertThat(component.path("text").asText()).doesNotContain("{{");
            assertThat(component.path("type").asText()).isNotEqualTo("table");
        });
    }

    private void fenceByHand(SizedFindings sized) {
        world.outcomes.put("fence", "STILL_WRITING");
        world.findings.put("fence", sized.fence());
        report();
        runOn();
        shows("fence-by-hand", lines(recorded(FenceResult.class).stillWriting()));
    }

    private void resumeTrouble(SizedFindings sized) {
        world.outcomes.put("watchResumed", "TROUBLE");
        world.findings.put("watchResumed", sized.watch());
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "false-alarm"));
        letTimePass("watchTime");
        shows("resume-trouble", lines(recorded(WatchResumedResult.class).troubles()));
    }

    private void confirmLoss(SizedFindings sized) {
        world.findings.put("findCulprit", Map.of("suspects", List.of(Map.of("culprit", sized.culprit()))));
        world.findings.put("countRows", sized.counts());
        world.findings.put("pin", Map.of("outcome", "PARTLY", "pin", Map.of("notSet", sized.lines())));
        report();
        runOn();
        int tables = recorded(RowCounts.class).tables().size();
        shows("confirm-loss", lines(sized.lines()));
        shows(
                "confirm-loss",
                Stream.of(
                        "\n      771 | 2026-11-22 14:30:00 | DELETE 500 rows: accounts 500; INSERT 659 rows: accounts 659 | ",
                        "\n    Counted 2026-11-22 14:00:00 UTC in one snapshot; baseline of 2026-11-22 13:00:00 UTC. "));
        shows(
                "confirm-loss",
                largest(
                        tables,
                        sum -> number(1_000L * tables) + " | " + number(-sum) + " | –",
                        i -> "1\u202f000 | " + number(-i) + " (from " + number(1_000L + i) + ") | not recorded in it"));
    }

    private void chooseStrategy(SizedFindings sized) {
        world.findings.put("findCulprit", Map.of("suspects", List.of(Map.of("culprit", sized.culprit()))));
        world.findings.put("rankStrategies", sized.options());
        world.evidence.put(StrategyFacts.class, sized.facts());
        world.evidence.put(RecoveryPlan.class, sized.plan());
        toChoice();
        shows(
                "choose-strategy",
                Stream.of(
                        "\n      Row recovery. Best for: Rows deleted or changed by a known transaction. | 3 rows in conflict | 61 s (at 85 MB/s) | The transaction is known",
                        "\n      Point-in-time recovery. Best for: Recent accidental changes, specific timestamp known. | 12 transactions | 3 min (at 86 MB/s) | Cannot be done: "
                                + sized.text() + "\n",
                        "size of the database: **123456 MB**.  " + sized.text() + "\n",
                        "The transaction also **added 659 rows**."));
        shows("choose-strategy", leftAlone(recorded(RecoveryPlan.class)));
    }

    private void approveRecovery(SizedFindings sized) {
        world.findings.put("planRecovery", sized.plan());
        world.findings.put("planCutOver", sized.cutOver());
        world.findings.put("planTables", sized.tables());
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(Stream.of("row-recovery", "point-in-time-recovery", "table-restore")
                        .map(way -> new StrategyOptions.Option(way, way, "", true, "", null, "", ""))
                        .toList()));
        toChoice();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        RecoveryPlan plan = recorded(RecoveryPlan.class);
        shows("approve-recovery", Stream.of("(server 7000000000000000001), to undo transaction 771.", "Plan `hash-1`"));
        shows("approve-recovery", lines(plan.warnings()));
        shows("approve-recovery", leftAlone(plan));
        shows(
                "approve-recovery",
                largest(
                        plan.tables().size(),
                        sum -> "%s | %s | %s | %s changed later, %s in conflict".formatted(times(sum, 10, 3, 2, 3, 5)),
                        i -> "%s | %s | %s | %s changed later, %s in conflict".formatted(times(i, 10, 3, 2, 3, 5))));

        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of("strategy", "point-in-time-recovery", "strategyReason", "all of it is wrong"));
        shows(
                "approve-recovery",
                Stream.of(
                        "(server 7000000000000000002, /var/lib/postgresql/data) will be as it was **just before transaction 771",
                        "counted in the write-ahead log: 123\u202f456 transactions on this database, 7 on billing.**"));
        shows("approve-recovery", lines(sized.cutOver().warnings()));
        shows(
                "approve-recovery",
                largest(
                        sized.cutOver().lost().size(),
                        sum -> "%s | %s | %s".formatted(times(sum, 3, 2, 1)),
                        i -> "%s | %s | %s".formatted(times(i, 3, 2, 1))));

        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of("strategy", "table-restore", "strategyReason", "only tables are gone"));
        shows(
                "approve-recovery",
                Stream.of(
                        "database **noa_db** (server 7000000000000000003), after transaction 771 dropped it.",
                        "Plan `hash-1`"));
        shows("approve-recovery", lines(sized.tables().objects()));
        shows("approve-recovery", lines(sized.tables().warnings()));
        shows(
                "approve-recovery",
                largest(
                        sized.tables().tables().size(),
                        sum -> "%s".formatted(times(sum, 7)),
                        i -> "%s".formatted(times(i, 7))));
    }

    private void confirmValidation(SizedFindings sized) {
        world.findings.put("checkData", sized.checks("data"));
        world.findings.put(
                "testApplication", new ApplicationChecks(sized.checks("page").checks(), Instant.EPOCH));
        toValidation();
        shows(
                "confirm-validation",
                checks("data", recorded(DataChecks.class).checks().size()));
        shows(
                "confirm-validation",
                checks("page", recorded(ApplicationChecks.class).checks().size()));
    }

    private void approveResume(SizedFindings sized) {
        world.findings.put("checkData", sized.checks("data"));
        toValidation();
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "confirm", "validationNote", "they had none before"));
        assertThat(recorded(ValidationConfirmation.class).confirmedBy()).isEqualTo("dora");
        shows("approve-resume", Stream.of("\n    **dora** confirmed the validation."));
    }

    private void handleFailedStep(SizedFindings sized) {
        world.troubles.put("secureWal", new HintedException(sized.text(), "make space there."));
        report();
        runOn();
        String text = sized.text();
        assertThat(world.record).contains("failed secureWal: " + text + "\nHINT: make space there.");
        shows(
                "handle-failed-step",
                Stream.of(
                        "\n    **Secure the last WAL** did not succeed",
                        text.length() < 3_000 ? text : text.substring(0, 3_000),
                        "\n    HINT: make space there.\n"));
    }

    private void toChoice() {
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
    }

    private void toValidation() {
        toChoice();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
    }

    // ---------------------------------------------------------------------------------------- what is shown

    private <T> T recorded(Class<T> type) {
        return world.evidence.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private void shows(String task, Stream<String> figures) {
        ObjectNode variables = (ObjectNode) variables(task);
        if (task.equals("choose-strategy")) {
            variables.putObject("strategy").put("type", "String").put("value", "row-recovery");
        }
        String shown;
        try {
            shown = ShownForm.of(form(task), variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        figures.forEach(figure -> assertThat(shown.contains(figure))
                .as(
                        "'%s' stands on %s:%n%.9000s",
                        figure.length() > 300 ? figure.substring(0, 300) : figure, task, shown)
                .isTrue());
    }

    private static JsonNode form(String name) {
        try {
            return Json.read(Files.readString(FORMS.resolve(name + ".form")), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first ones as they are, and how many more there are. */
    private static Stream<String> lines(List<String> recorded) {
        return Stream.concat(
                recorded.stream().limit(MOST_ROWS).map(line -> "\n      " + line + "\n"),
                recorded.size() <= MOST_ROWS
                        ? Stream.empty()
                        : Stream.of(
                                "\n      … and " + number(recorded.size() - MOST_ROWS) + " more: the whole record"));
    }

    /** Each of few tables; of many their sum first, then those with the highest numbers. */
    private static Stream<String> largest(int tables, LongFunction<String> sum, IntFunction<String> row) {
        Stream<String> rows = IntStream.iterate(tables, i -> i > Math.max(0, tables - MOST_ROWS), i -> i - 1)
                .mapToObj(i -> "\n      t" + i + " | " + row.apply(i) + "\n");
        return tables <= MOST_ROWS
                ? rows
                : Stream.concat(
                        Stream.of("\n      all " + number(tables) + " tables" + THE_REST + " | "
                                + sum.apply(sumTo(tables)) + "\n"),
                        rows);
    }

    private static long sumTo(int tables) {
        return (long) tables * (tables + 1) / 2;
    }

    private static Object[] times(long factor, int... figures) {
        return IntStream.of(figures).mapToObj(figure -> number(factor * figure)).toArray();
    }

    /** Of each table 3 kept, 1 kept in part and 5 in conflict, by its number. */
    private static Stream<String> leftAlone(RecoveryPlan plan) {
        int tables = plan.tables().size();
        String largest = "\n      t" + tables + " | " + number(5L * tables) + " | another row has its key now | 7; 8\n";
        return 3 * tables <= MOST_ROWS
                ? Stream.of(
                        "\n      t1 | 3 | changed again later: the later values stay | 7; 8\n",
                        "\n      t1 | 1 | changed again later in some columns: these stay, the others are set back | 7; 8\n",
                        largest)
                : Stream.of(
                        "\n      all of them; the largest 50 of " + number(3L * tables) + " kinds follow | "
                                + number(9 * sumTo(tables)) + " | ",
                        largest);
    }

    private static Stream<String> checks(String name, int checks) {
        Stream<String> rows = Stream.concat(
                Stream.of("\n      " + name + " of keys | FAILED | 3 orders without a customer | 2.5\n"),
                IntStream.range(1, Math.min(checks, MOST_ROWS))
                        .mapToObj(i ->
                                "\n      " + name + " " + i + " | passed | all " + i + " rows are readable | 1.5\n"));
        return checks <= MOST_ROWS
                ? rows
                : Stream.concat(rows, Stream.of("\n      … and " + number(checks - MOST_ROWS) + " more | – | "));
    }
}
