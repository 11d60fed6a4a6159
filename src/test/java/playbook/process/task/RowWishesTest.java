package playbook.process.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import playbook.evidence.Answers;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowKey;
import playbook.incident.StrategyChoice;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.process.ProcessTest;
import playbook.process.ProcessTestConfiguration;

/** What a person wishes of a recovery by rows, from the form to the record and to the approver. */
class RowWishesTest extends ProcessTest {

    private static final TableName ACCOUNTS = new TableName("public", "accounts");
    private static final TableName ODD = new TableName("Odd: Schema", "t");

    private void toChoice(TableChange... more) {
        Culprit plain = ProcessTestConfiguration.World.culprit(771);
        List<TableChange> tables = new java.util.ArrayList<>(plain.tables());
        tables.addAll(List.of(more));
        world.findings.put(
                "findCulprit",
                Map.of(
                        "suspects",
                        List.of(Map.of(
                                "culprit",
                                new Culprit(
                                        771,
                                        List.of(),
                                        plain.firstLsn(),
                                        plain.commitLsn(),
                                        plain.endLsn(),
                                        1,
                                        plain.committedAt(),
                                        tables)))));
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
    }

    private static TableChange added(long rows) {
        return new TableChange(ACCOUNTS, 16400, TableChange.Operation.INSERT, rows);
    }

    private void choose(Map<String, Object> wishes) {
        Map<String, Object> form = new java.util.HashMap<>(wishes);
        form.put("strategy", "row-recovery");
        answer("choose-strategy", "dora", "dba", form);
    }

    private void refused(Map<String, Object> wishes, String said) {
        assertThatThrownBy(() -> choose(wishes)).hasMessageContaining(said).hasMessageContaining("\nHINT: ");
        identities.clearAuthentication();
        assertThat(world.record)
                .anyMatch(line -> line.startsWith("refused choose-strategy dora: ")
                        && line.contains(said.lines().findFirst().orElseThrow()));
        waiting("choose-strategy");
    }

    private String shown(String variable) {
        List<Task> open = tasks.createTaskQuery().list();
        return String.valueOf(tasks.getVariable(open.get(0).getId(), variable));
    }

    private StrategyChoice chosen() {
        return (StrategyChoice) Objects.requireNonNull(world.evidence.get(StrategyChoice.class));
    }

    @Test
    void withoutAWishEverythingGoesBackAndWhatWasAddedGoes() {
        toChoice(added(659));
        assertThat(shown("rowsAdded")).isEqualTo("659 rows");
        assertThat(shown("addedRows")).isEqualTo("take-back");
        choose(Map.of());
        assertThat(chosen()).isEqualTo(new StrategyChoice("row-recovery", "", "dora"));
        assertThat(shown("planWishes")).isEmpty();
    }

    @Test
    void wishesAreInTheRecordInTheWordsOfTheForm() {
        toChoice(added(659), new TableChange(ODD, 16401, TableChange.Operation.DELETE, 3));
        choose(Map.of(
                "addedRows", "keep", "leaveOut", " accounts: 700 \r\n\npublic.accounts:a; b, 7\nOdd: Schema.t: x: y"));
        assertThat(chosen().keepAdded()).isTrue();
        assertThat(chosen().leftOut())
                .containsExactly(new RowKey(ACCOUNTS, "700"), new RowKey(ACCOUNTS, "a; b, 7"), new RowKey(ODD, "x: y"));
        assertThat(world.entries.stream()
                        .filter(entry -> entry.step().equals("choose-strategy")
                                && !entry.who().isEmpty())
                        .flatMap(entry -> new Answers(world.entries).of(entry).stream())
                        .map(Answers.Line::toString))
                .contains(
                        "What should happen to the rows that it added: Keep them",
                        "Rows that shall stay as they are now: accounts: 700 \r\n\npublic.accounts:a; b, 7\nOdd:"
                                + " Schema.t: x: y");
    }

    @Test
    void whatCannotBeWishedIsRefused() {
        toChoice();
        assertThat(shown("rowsAdded")).isEmpty();
        refused(Map.of("addedRows", "keep"), "transaction 771 added no rows, so none of them can stay");
        refused(
                Map.of("leaveOut", "users: 7"),
                "'users: 7' names no row of accounts\nHINT: write one row a line, as the plan lists it: table, colon and"
                        + " key, for example accounts: 700.");
        refused(Map.of("leaveOut", "accounts:  "), "'accounts:' names no row of accounts");
        refused(
                Map.of(
                        "leaveOut",
                        IntStream.range(0, 101).mapToObj(i -> "accounts: " + i).collect(Collectors.joining("\n"))),
                "101 rows are named that shall stay as they are, 100 can be");
        assertThatThrownBy(() -> choose(Map.of("addedRows", "perhaps")))
                .hasMessageContaining("choose one of take-back, keep.");
        identities.clearAuthentication();
        assertThatThrownBy(() -> choose(Map.of("leaveOut", "x".repeat(3001)))).hasMessageContaining("3000 are kept");
        identities.clearAuthentication();
    }

    @Test
    void theApproverReadsTheWishesAndTheNextChoiceBeginsWithThem() {
        toChoice(added(659));
        world.findings.put(
                "planRecovery",
                new RecoveryPlan(
                                "row-recovery",
                                "DL-2026-0001",
                                "7",
                                "noa_db",
                                771,
                                Lsn.parse("0/16B4000"),
                                1,
                                List.of(new TablePlan(
                                        ACCOUNTS,
                                        16400,
                                        490,
                                        0,
                                        0,
                                        new Listed("KEPT_LATER", 0, List.of()),
                                        List.of(
                                                new Listed("ADDED_KEPT", 659, List.of("1", "2")),
                                                new Listed("LEFT_OUT", 1, List.of("700")),
                                                new Listed("UNIQUE_TAKEN", 9, List.of("3"))),
                                        "rows",
                                        0,
                                        0)),
                                List.of(),
                                "statements",
                                "",
                                true,
                                List.of(new RowKey(ACCOUNTS, "700"), new RowKey(ACCOUNTS, "3")))
                        .withHash("hash-1"));
        choose(Map.of("addedRows", "keep", "leaveOut", "accounts: 700\naccounts: 3"));
        assertThat(shown("planWishes"))
                .isEqualTo("**As dora wished: the rows that the transaction added stay (659 rows); 1 row left out by"
                        + " name, 1 more would not have changed anyway.**");
        assertThat(shown("planTables")).contains("0 changed later, 9 in conflict, 660 as wished");
        assertThat(shown("planLeftAlone"))
                .contains("left out by name: it stays as it is now, as was wished")
                .contains("another row has a value now that must be unique");
        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        waiting("choose-strategy");
        assertThat(shown("addedRows")).isEqualTo("keep");
        assertThat(shown("leaveOut")).isEqualTo("accounts: 700\naccounts: 3");
        assertThat(shown("planLeftAlone")).contains("another row has a value now that must be unique");
        choose(Map.of("addedRows", "take-back", "leaveOut", ""));
        assertThat(chosen()).isEqualTo(new StrategyChoice("row-recovery", "", "dora"));
    }
}
