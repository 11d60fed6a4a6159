package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole responses on a database that nobody of the practice range made; their texts lie in {@code target/foreign}. */
@Tag("foreign")
class ForeignResponsesIT {

    private static final List<String> LATER = List.of(
            "UPDATE clinic.patients SET full_name = full_name || ' jr' WHERE id BETWEEN 3500 AND 3520",
            "INSERT INTO clinic.patients (id, full_name, email) VALUES (700001, 'New One', 'new@example.com')",
            "INSERT INTO clinic.invoices VALUES (900001, '2026-03-15', 3501, 12.50)",
            "UPDATE clinic.invoices SET amount = amount + 1 WHERE id IN (5000, 5001)");

    @Test
    void deletedPatientsComeBackAndWhatTheirTriggerWroteIsGone() throws Exception {
        rowsComeBack("deleted-patients", "DELETE FROM clinic.patients WHERE id BETWEEN 2100 AND 2400");
    }

    @Test
    void largeObjectsComeBackWithTheRowsOfACascade() throws Exception {
        rowsComeBack("large-objects", "DELETE FROM clinic.patients WHERE id BETWEEN 2 AND 30");
    }

    @Test
    void aRowThatWasChangedTwiceIsAsBefore() throws Exception {
        rowsComeBack(
                "changed-twice",
                "BEGIN; UPDATE clinic.patients SET notes = NULL WHERE id <= 900;"
                        + " UPDATE clinic.patients SET full_name = 'x' WHERE id BETWEEN 500 AND 1200; COMMIT");
    }

    @Test
    void keysThatWereShiftedWithWhatRefersToThemAreAsBefore() throws Exception {
        rowsComeBack(
                "keys-shifted",
                "BEGIN; UPDATE clinic.patients SET id = -id WHERE id BETWEEN 1500 AND 3000;"
                        + " UPDATE clinic.patients SET id = CASE WHEN id < -2990 THEN -id - 1491 ELSE -id + 10 END WHERE id < 0;"
                        + " COMMIT");
    }

    @Test
    void rowsThatMovedToAnotherPartitionAreAtTheirOldPlace() throws Exception {
        rowsComeBack("moved", "UPDATE clinic.invoices SET month = '2026-03-10' WHERE month < '2026-01-10'");
    }

    @Test
    void wrongRowsThatTheSameTransactionWroteAreGone() throws Exception {
        rowsComeBack(
                "wrong-rows",
                "BEGIN; DELETE FROM clinic.invoices WHERE id BETWEEN 100 AND 300;"
                        + " INSERT INTO clinic.invoices SELECT i, '2026-02-20', 1, 99 FROM pg_catalog.generate_series(800001, 800500) AS i;"
                        + " COMMIT");
    }

    @Test
    void aLoopOfManyCommitsIsOneLoss() throws Exception {
        String[] batches = new String[20];
        java.util.Arrays.fill(
                batches,
                "DELETE FROM clinic.invoices WHERE id IN (SELECT id FROM clinic.invoices WHERE id < 4000 ORDER BY id LIMIT 50)");
        rowsComeBack("loop", batches);
    }

    @Test
    void whatIsTakenMeanwhileIsLeftOutAndListedAndTheOthersComeBack() throws Exception {
        try (ForeignRange range = ready()) {
            range.patient.execute("DELETE FROM clinic.patients WHERE id BETWEEN 2500 AND 2600");
            range.both(LATER.toArray(String[]::new));
            String again = "INSERT INTO clinic.patients (id, full_name, email)"
                    + " VALUES (700002, 'Back Again', 'PATIENT2550@example.com')";
            range.patient.execute(again);
            range.twin.execute("DELETE FROM clinic.patients WHERE id = 2550", "TRUNCATE clinic.journal", again);
            ForeignResponse response = rows(range);

            String end = response.run("patients are gone", List.of("missing-records"));

            keep("taken-meanwhile", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(String.join("\n", response.told())).contains("patients_email");
            assertThat(range.differences()).isEmpty();
        }
    }

    @Test
    void rowsOfAnUnloggedTableAreToldAsLostBeforeTheChoice() throws Exception {
        try (ForeignRange range = ready()) {
            range.patient.execute("DELETE FROM clinic.patients WHERE id BETWEEN 3001 AND 3050");
            range.both(LATER.toArray(String[]::new));
            ForeignResponse response = rows(range);

            String end = response.run("patients are gone", List.of("missing-records"));

            keep("unlogged", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(response.toldBefore("choose-strategy")).contains("waiting_room");
            assertThat(range.differences()).containsOnlyKeys("clinic.waiting_room");
        }
    }

    @Test
    void aDroppedColumnComesBackByGoingBackInTime() throws Exception {
        serverGoesBack("dropped-column", "ALTER TABLE clinic.patients DROP COLUMN notes");
    }

    @Test
    void aDroppedTableComesBackByGoingBackInTime() throws Exception {
        serverGoesBack("dropped-table", "DROP TABLE clinic.invoices CASCADE");
    }

    @Test
    void aDroppedTableIsMadeAnewWithItsViewAndLaterWritesStay() throws Exception {
        try (ForeignRange range = ready()) {
            range.patient.execute("DROP TABLE clinic.invoices CASCADE");
            range.both(LATER.get(0), LATER.get(1));
            ForeignResponse response = new ForeignResponse(range.start())
                    .answer("confirm-loss", form -> Map.of("lossDecision", "loss", "culpritXid", first(form)))
                    .answer("choose-strategy", form -> Map.of("strategy", "table-restore", "strategyReason", ""));

            String end = response.run("a table is missing", List.of("table-missing"));

            keep("table-made-anew", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(response.toldBefore("approve-recovery")).contains("TABLE clinic invoices", "VIEW clinic ");
            assertThat(range.differences()).isEmpty();
        }
    }

    @Test
    void anEmptiedTableComesBackByGoingBackInTime() throws Exception {
        serverGoesBack("emptied-table", "TRUNCATE clinic.appointments");
    }

    @Test
    void rowsOfEmptiedTablesComeBackBesideLaterOnes() throws Exception {
        rowsComeBack("emptied-rows", "TRUNCATE clinic.appointments");
    }

    @Test
    void aFalseAlarmLeavesEverythingAsItWas() throws Exception {
        try (ForeignRange range = ready()) {
            range.both(LATER.toArray(String[]::new));
            ForeignResponse response = new ForeignResponse(range.start())
                    .answer("confirm-loss", form -> Map.of("lossDecision", "false-alarm"));

            String end = response.run("somebody thinks that rows are missing", List.of("users-report"));

            keep("false-alarm", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(range.differences()).isEmpty();
        }
    }

    @Test
    void aHoleInTheArchiveIsNamedAndThereIsANextStep() throws Exception {
        try (ForeignRange range = ready()) {
            range.both("CREATE TABLE clinic.filler (n int)", "DROP TABLE clinic.filler");
            String segment = range.patient.query("SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_switch_wal())");
            range.both("UPDATE clinic.doctors SET name = name || '.'");
            range.awaitArchived(segment);
            Files.delete(range.archive().resolve(segment));
            range.patient.execute("SELECT pg_catalog.pg_switch_wal()", "CHECKPOINT", "CHECKPOINT");
            Files.deleteIfExists(range.patient.data().resolve("pg_wal").resolve(segment));
            range.patient.execute("DELETE FROM clinic.patients WHERE id BETWEEN 2100 AND 2400");
            ForeignResponse response = noWay(range);

            String end = response.run("patients are gone", List.of("missing-records"));

            keep("hole", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(response.toldBefore("choose-strategy")).contains(segment);
            assertThat(range.differences()).containsOnlyKeys("clinic.patients", "clinic.journal");
        }
    }

    @Test
    void withADumpOnlyWhatCanBeDoneIsSaid() throws Exception {
        try (ForeignRange range = new ForeignRange()) {
            range.logicalBackup();
            range.patient.execute("DELETE FROM clinic.patients WHERE id BETWEEN 2100 AND 2400");
            ForeignResponse response = noWay(range);

            String end = response.run("patients are gone", List.of("missing-records"));

            keep("dump-only", range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(range.differences()).containsOnlyKeys("clinic.patients", "clinic.journal");
        }
    }

    /** As they stand in the form, typed while the fence is up; the patients who are missing are among its rows. */
    private static void theDumpIsLaidBesideByTheCommandsThatAreTold(ForeignRange range, JsonNode form) {
        Matcher told = Pattern.compile("(createdb .*? -d (\\w+) .*?) \\. ")
                .matcher(Product.value(form, "strategyOptions").toString());
        assertThat(told.find()).isTrue();
        range.byHand(told.group(1));
        assertThat(range.inDatabase(
                        told.group(2),
                        "SELECT pg_catalog.count(*) FROM clinic.patients WHERE id BETWEEN 2100 AND 2400"))
                .isEqualTo("301");
    }

    /** As if the culprit had never run, and every later write stays. */
    private static void rowsComeBack(String name, String... culprit) throws Exception {
        try (ForeignRange range = ready()) {
            range.patient.execute(culprit);
            range.both(LATER.toArray(String[]::new));
            ForeignResponse response = rows(range);

            String end = response.run("rows are missing or wrong", List.of("missing-records"));

            keep(name, range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(range.differences()).isEmpty();
        }
    }

    /** As right before the culprit: the later writes are given up, and told beforehand. */
    private static void serverGoesBack(String name, String culprit) throws Exception {
        try (ForeignRange range = ready()) {
            range.patient.execute(culprit);
            range.patient.execute(LATER.get(0), LATER.get(1));
            ForeignResponse response = new ForeignResponse(range.start())
                    .answer("confirm-loss", form -> Map.of("lossDecision", "loss", "culpritXid", first(form)))
                    .answer(
                            "choose-strategy",
                            form -> Map.of(
                                    "strategy", "point-in-time-recovery",
                                    "stopKind", "transaction",
                                    "stopValue", chosen(form),
                                    "strategyReason", "Only this way brings it back."));

            String end = response.run("data is missing", List.of("table-missing"));

            keep(name, range, response, end);
            assertThat(end).startsWith("ended");
            assertThat(response.toldBefore("choose-strategy"))
                    .contains(
                            "2 later transactions in this database (1 row inserted, 21 changed, 0 deleted)",
                            "clinic.waiting_room 90 rows");
            assertThat(response.toldBefore("approve-recovery"))
                    .contains("clinic.patients | 1 | 21 | 0", "clinic.waiting_room is unlogged: its 90 rows are lost");
            assertThat(range.differences()).containsOnlyKeys("clinic.waiting_room");
        }
    }

    private static String chosen(JsonNode form) {
        return Product.value(form, "culpritXid").asText();
    }

    private static ForeignRange ready() throws IOException {
        ForeignRange range = new ForeignRange();
        range.baseBackup();
        range.logicalBackup();
        return range;
    }

    /** The first suspect, and its rows. */
    private static ForeignResponse rows(ForeignRange range) throws IOException {
        return new ForeignResponse(range.start())
                .answer("confirm-loss", form -> Map.of("lossDecision", "loss", "culpritXid", first(form)))
                .answer("choose-strategy", form -> Map.of("strategy", "row-recovery", "strategyReason", ""));
    }

    /** No way can be taken, and none is: the response is stopped where the ways are shown. */
    private static ForeignResponse noWay(ForeignRange range) throws IOException {
        return new ForeignResponse(range.start())
                .answer("confirm-loss", form -> Map.of("lossDecision", "loss", "culpritXid", first(form)))
                .answer("choose-strategy", form -> {
                    assertThat(Product.value(form, "strategyOptions").findValuesAsText("available"))
                            .containsOnly("no");
                    theDumpIsLaidBesideByTheCommandsThatAreTold(range, form);
                    return Map.of("strategy", "stop", "strategyReason", "");
                });
    }

    static String first(JsonNode form) {
        return Product.value(form, "suspectChoices").path(0).path("value").asText();
    }

    private static void keep(String name, ForeignRange range, ForeignResponse response, String end)
            throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("target", "foreign"));
        Files.writeString(
                folder.resolve(name + ".txt"),
                String.join("\n", response.told()) + "\n" + end + "\ndifferences: " + range.differences() + "\n"
                        + response.inShort() + "\n" + range.reports());
        Files.writeString(folder.resolve(name + ".log"), range.said());
    }
}
