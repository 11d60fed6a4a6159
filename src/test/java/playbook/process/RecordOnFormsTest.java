package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.camunda.bpm.engine.runtime.VariableInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.CutOverPlan.LostElsewhere;
import playbook.incident.CutOverPlan.LostRows;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.StrategyOptions;
import playbook.incident.TableName;

/** A figure on a form is the record's, however large the finding is, and the response goes on from it. */
class RecordOnFormsTest extends ProcessTest {

    private static final int FORM_ROWS = 51;
    private static final int MEGABYTES_5 = 5 << 20;

    /** What the process keeps is small, whatever was found. */
    @AfterEach
    void noVariableIsLargerThanItsForm() {
        List<VariableInstance> all = runtime.createVariableInstanceQuery().list();
        assertThat(all).isNotEmpty();
        assertThat(all)
                .allSatisfy(variable -> assertThat(String.valueOf(variable.getValue()))
                        .as(variable.getName())
                        .hasSizeLessThan(200_000)
                        .doesNotContain("omitted"));
        assertThat(all)
                .filteredOn(variable -> variable.getTaskId() == null)
                .extracting(VariableInstance::getName)
                .doesNotContainAnyElementsOf(ProcessTestConfiguration.LONG);
    }

    @Test
    void aCutOverOverManyTablesIsApprovedWithItsTrueFigures() {
        CutOverPlan small = ProcessTestConfiguration.World.cutOverPlan("hash-1");
        List<LostRows> lost = IntStream.rangeClosed(1, 2_200)
                .mapToObj(i -> new LostRows(new TableName("public", "table_number_" + i), 3L * i, 2L * i, i))
                .toList();
        CutOverPlan plan = new CutOverPlan(
                small.incident(),
                small.systemIdentifier(),
                small.database(),
                small.dataDirectory(),
                small.stop(),
                small.backup(),
                small.countedTo(),
                123_456,
                lost,
                List.of(new LostElsewhere("billing", 7)),
                List.of("the standby must be made again"),
                small.at(),
                small.hash());
        assertThat(Json.write(plan)).hasSizeGreaterThan(200_000);
        world.findings.put("planCutOver", plan);

        toStrategy();
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of("strategy", "point-in-time-recovery", "strategyReason", "all of it is wrong"));

        assertThat(shown("approve-recovery", "cutOverLoss"))
                .isEqualTo("123\u202f456 transactions on this database, 7 on billing.");
        assertThat(shown("approve-recovery", "cutOverStop"))
                .isEqualTo("just before transaction 771 committed, timeline 1");
        assertThat(shown("approve-recovery", "planServer")).isEqualTo("7");
        assertThat(shown("approve-recovery", "planDirectory")).isEqualTo("data");
        assertThat(rows("approve-recovery", "planWarnings")).hasSize(1);
        JsonNode rows = rows("approve-recovery", "lostRows");
        assertThat(rows).hasSize(FORM_ROWS);
        assertThat(rows.path(0).path("table").asText()).startsWith("all 2\u202f200 tables");
        assertThat(number(rows.path(0), "inserted"))
                .isEqualTo(lost.stream().mapToLong(LostRows::inserted).sum());
        assertThat(number(rows.path(0), "updated"))
                .isEqualTo(lost.stream().mapToLong(LostRows::updated).sum());
        assertThat(number(rows.path(0), "deleted"))
                .isEqualTo(lost.stream().mapToLong(LostRows::deleted).sum());
        assertThat(rows.path(1).path("table").asText()).isEqualTo("table_number_2200");
        assertThat(number(rows.path(1), "inserted")).isEqualTo(6_600);

        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        waiting("confirm-validation");
    }

    @Test
    void aCulpritOfManySubtransactionsIsShownAndCanBeConfirmed() {
        Culprit plain = ProcessTestConfiguration.World.culprit(771);
        Culprit many = new Culprit(
                771,
                LongStream.range(1_000_000, 1_040_000).boxed().toList(),
                plain.firstLsn(),
                plain.commitLsn(),
                plain.endLsn(),
                1,
                plain.committedAt(),
                plain.tables());
        assertThat(Json.write(many)).hasSizeGreaterThan(200_000);
        world.findings.put("findCulprit", Map.of("suspects", List.of(Map.of("culprit", many))));
        report();
        runOn();

        assertThat(rows("confirm-loss", "suspects").path(0).path("xid").asText())
                .isEqualTo("771");
        assertThat(rows("confirm-loss", "suspects").path(0).path("what").asText())
                .contains("DELETE 500 rows: accounts 500");
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        waiting("choose-strategy");
        assertThat(world.evidence.get(Culprit.class)).isEqualTo(many);
    }

    @Test
    void countsOfManyTablesAreShownWithTheirSumAndWhatLacksMostFirst() {
        List<TableCount> tables = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            tables.add(new TableCount(
                    new TableName("public", "t" + i), false, 1_000, "0".repeat(64), 1_000L + i, null, null, null));
        }
        tables.add(new TableCount(
                new TableName("public", "torn"), false, -1, "", 5L, null, null, "invalid page in block 0"));
        RowCounts counts = new RowCounts(tables, null, null, Instant.parse("2026-11-22T14:31:00Z"));
        assertThat(Json.write(counts).length()).isGreaterThan(MEGABYTES_5 / 2);
        world.findings.put("countRows", counts);
        report();
        runOn();

        JsonNode rows = rows("confirm-loss", "tableCounts");
        assertThat(rows).hasSize(FORM_ROWS);
        assertThat(rows.path(0).path("table").asText()).startsWith("all 20\u202f001 tables");
        assertThat(number(rows.path(0), "rows")).isEqualTo(20_000_000);
        assertThat(rows.path(0).path("baseline").asText()).isEqualTo("-200\u202f010\u202f000");
        assertThat(rows.path(1).path("rows").asText()).isEqualTo("cannot be read: invalid page in block 0");
        assertThat(rows.path(1).path("baseline").asText()).isEqualTo("–");
        assertThat(rows.path(2).path("table").asText()).isEqualTo("t20000");
        assertThat(shown("confirm-loss", "countedAt")).isEqualTo("2026-11-22 14:31:00");
        assertThat(shown("confirm-loss", "baselineAt")).isEqualTo("–");
    }

    @Test
    void aPlanByRowsOverManyTablesIsShownWithItsSums() {
        RecoveryPlan small = ProcessTestConfiguration.World.recoveryPlan("hash-1");
        List<String> keys =
                IntStream.range(0, 100).mapToObj(i -> "customer-number-" + i).toList();
        List<TablePlan> tables = IntStream.rangeClosed(1, 2_500)
                .mapToObj(i -> new TablePlan(
                        new TableName("public", "t" + i),
                        16_000L + i,
                        10L * i,
                        2,
                        1,
                        new Listed("KEPT_LATER", 3, keys),
                        List.of(new Listed("KEY_EXISTS", 4, keys)),
                        "digest",
                        5,
                        1))
                .toList();
        RecoveryPlan plan = new RecoveryPlan(
                small.method(),
                small.incident(),
                small.systemIdentifier(),
                small.database(),
                small.xid(),
                small.commitLsn(),
                small.timeline(),
                tables,
                IntStream.range(0, 60).mapToObj(i -> "warning " + i).toList(),
                small.statementsSha256(),
                small.hash(),
                false,
                List.of());
        assertThat(Json.write(plan)).hasSizeGreaterThan(MEGABYTES_5);
        world.findings.put("planRecovery", plan);
        toStrategy();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));

        assertThat(shown("approve-recovery", "planServer")).isEqualTo("7");
        assertThat(shown("approve-recovery", "planDatabase")).isEqualTo("noa_db");
        assertThat(shown("approve-recovery", "planXid")).isEqualTo("771");
        assertThat(rows("approve-recovery", "planRecovery").path("database").asText())
                .as("the form of an incident that began with a former version names it so")
                .isEqualTo("noa_db");
        JsonNode rows = rows("approve-recovery", "planTables");
        assertThat(rows).hasSize(FORM_ROWS);
        assertThat(number(rows.path(0), "toInsert")).isEqualTo(31_262_500);
        assertThat(number(rows.path(0), "toUpdate")).isEqualTo(5_000);
        assertThat(number(rows.path(0), "toRemove")).isEqualTo(12_500);
        assertThat(rows.path(0).path("left").asText()).isEqualTo("5\u202f000 changed later, 10\u202f000 in conflict");
        assertThat(rows.path(1).path("table").asText()).isEqualTo("t2500");
        JsonNode left = rows("approve-recovery", "planLeftAlone");
        assertThat(left).hasSize(FORM_ROWS);
        assertThat(number(left.path(0), "rows")).isEqualTo(2_500 * (2 + 1 + 4));
        JsonNode warnings = rows("approve-recovery", "planWarnings");
        assertThat(warnings).hasSize(FORM_ROWS);
        assertThat(warnings.path(50).path("text").asText()).startsWith("… and 10 more");

        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        waiting("confirm-validation");
    }

    @Test
    void aFailedCheckAmongManyLongOnesIsShownFirst() {
        List<Check> checks = new ArrayList<>();
        IntStream.range(0, 100)
                .forEach(i -> checks.add(new Check("check " + i, Check.Outcome.PASSED, "x".repeat(60_000), 1)));
        checks.add(new Check("keys", Check.Outcome.FAILED, "3 orders without a customer", 1));
        assertThat(Json.write(new DataChecks(checks))).hasSizeGreaterThan(MEGABYTES_5);
        world.findings.put("checkData", new DataChecks(checks));
        toValidation();

        JsonNode rows = rows("confirm-validation", "dataChecks");
        assertThat(rows).hasSize(FORM_ROWS);
        assertThat(rows.path(0).path("name").asText()).isEqualTo("keys");
        assertThat(rows.path(0).path("passed").asText()).isEqualTo("FAILED");
        assertThat(rows.path(1).path("detail").asText()).endsWith("(60\u202f000 characters, all in the record)");
        assertThat(rows.path(50).path("name").asText()).isEqualTo("… and 51 more");
    }

    /** The commands by which people restore by hand stand in the reason of a way that cannot be done. */
    @Test
    void theReasonAndThePriceOfAWayAreNeverCut() {
        String commands = "There is no base backup. By hand, " + "pg_restore --table=accounts; ".repeat(400) + "end";
        String loses = "every write since the dump; ".repeat(300) + "end";
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(List.of(new StrategyOptions.Option(
                        "point-in-time-recovery", "Server", "", false, commands, null, "", loses))));
        toStrategy();

        JsonNode rows = rows("choose-strategy", "strategyOptions");
        assertThat(rows).anySatisfy(row -> {
            assertThat(row.path("reason").asText()).isEqualTo("Only by hand: " + commands);
            assertThat(row.path("loss").asText()).isEqualTo(loses);
        });
    }

    /** The former round's green checks say nothing of this one. */
    @Test
    void whatAnEarlierRoundFoundIsNotShownForAStepThatWasDoneByHand() {
        world.findings.put("checkData", new DataChecks(List.of(new Check("keys", Check.Outcome.PASSED, "all", 1))));
        toValidation();
        assertThat(rows("confirm-validation", "dataChecks")).hasSize(1);
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "undo", "validationNote", "a day is missing"));
        world.failing.add("checkData");
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        answer(
                "handle-failed-step",
                "dora",
                "dba",
                Map.of("failureDecision", "by-hand", "failureNote", "compared by hand"));

        assertThat(rows("confirm-validation", "dataChecks")).isEmpty();
    }

    private void toStrategy() {
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
    }

    private void toValidation() {
        toStrategy();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
    }

    private JsonNode rows(String task, String variable) {
        return Json.read(shown(task, variable), JsonNode.class);
    }

    private static long number(JsonNode row, String column) {
        return Long.parseLong(row.path(column).asText().replace("\u202f", ""));
    }
}
