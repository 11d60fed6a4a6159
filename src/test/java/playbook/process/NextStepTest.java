package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.calledProcessInstance;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import playbook.incident.HintedException;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.operation.LongStep;

/** Whoever may answer can go on: one way's failure blocks no other, and each answer leads somewhere else. */
class NextStepTest extends ProcessTest {

    private static final Map<String, Object> LOSS = Map.of("lossDecision", "loss", "culpritXid", "771");
    private static final Map<String, Object> ROWS = Map.of("strategy", "row-recovery");
    private static final Map<String, Object> BACK_IN_TIME =
            Map.of("strategy", "point-in-time-recovery", "strategyReason", "the comparison failed");
    private static final Map<String, Object> YES = Map.of("approval", "approve", "approvalTarget", "noa");

    @Autowired
    private List<LongStep<?>> longSteps;

    private ProcessInstance toChoice() {
        world.evidence.put(
                StrategyOptions.class,
                new StrategyOptions(List.of(
                        new StrategyOptions.Option("row-recovery", "Rows", "", true, "", null, "", ""),
                        new StrategyOptions.Option("point-in-time-recovery", "Server", "", true, "", null, "", ""))));
        ProcessInstance response = report();
        runOn();
        answer("confirm-loss", "dora", "dba", LOSS);
        return response;
    }

    private void failed(String decision) {
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", decision, "failureNote", "I looked"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"restoreBase", "replayBefore", "readBefore", "replayAfter", "compareRows"})
    void aPreparationThatFailsClosesTheRecoveryOfRowsAndNoOtherWay(String step) {
        world.failing.add(step);
        toChoice();
        assertThat(String.valueOf(world.evidence.get(StrategyOptions.class)))
                .contains("available=false, reasonIfNot=The comparison that it needs failed at");
        assertThat(shown("choose-strategy", "strategyOptions"))
                .as("the form that is open already says so")
                .contains("The comparison that it needs failed at");
        assertThatThrownBy(() -> answer("choose-strategy", "dora", "dba", ROWS))
                .hasMessageContaining("'row-recovery' can't be done here: The comparison that it needs failed");
        identities.clearAuthentication();
        answer("choose-strategy", "dora", "dba", BACK_IN_TIME);
        assertThat(open()).as("nobody has to answer for what is not needed").doesNotContain("handle-failed-step");
        answer("approve-recovery", "mia", "managers", YES);
        waiting("confirm-validation");
        assertThat(world.ran).contains("swapData");
    }

    @Test
    void rowsThatAreAllStillInTheHeapNeedNoBackup() {
        world.leftOut.clear();
        toChoice();
        assertThat(world.ran)
                .containsSubsequence("copyCatalogs", "readHeap")
                .doesNotContain("replayBefore", "readBefore", "replayAfter", "compareRows");
        answer("choose-strategy", "dora", "dba", ROWS);
        answer("approve-recovery", "mia", "managers", YES);
        waiting("confirm-validation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copyCatalogs", "readHeap"})
    void whereTheHeapDoesNotTellTheBackupDoesAndNobodyIsAsked(String step) {
        world.leftOut.clear();
        world.leftOut.add(step);
        toChoice();
        assertThat(open()).containsExactly("choose-strategy");
        assertThat(world.record).anyMatch(line -> line.startsWith("failed " + step + ": "));
        assertThat(world.ran).containsSubsequence("copyCatalogs", "replayBefore", "compareRows");
        answer("choose-strategy", "dora", "dba", ROWS);
        waiting("approve-recovery");
    }

    /** Without a backup rows can't be compared; the form says so until the heap has told. */
    @Test
    void rowsFromTheHeapOpenTheirWayWhereNoBackupDoes() {
        world.leftOut.clear();
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(List.of(new StrategyOptions.Option(
                        "row-recovery", "Rows", "", false, "There is no base backup.", null, "", ""))));
        world.held.add("readHeap");
        toChoice();
        assertThat(shown("choose-strategy", "strategyOptions")).contains("There is no base backup.");
        world.held.clear();
        runOn();
        assertThat(shown("choose-strategy", "strategyOptions")).doesNotContain("There is no base backup.");
        answer("choose-strategy", "dora", "dba", ROWS);
        waiting("approve-recovery");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restoreBase", "compareRows"})
    void aPreparationThatNeverEndsKeepsNoOtherWayWaiting(String step) {
        world.held.add(step);
        toChoice();
        answer("choose-strategy", "dora", "dba", BACK_IN_TIME);
        waiting("approve-recovery");
        assertThat(world.cancelled).contains("restoreBase", "compareRows");
        assertThat(world.cancelledWhileAwaited)
                .as("who waits for a cancelled step would ask a person about it")
                .isEmpty();
    }

    @Test
    void aPreparationThatCannotEvenBeginKeepsNoOtherWayWaiting() {
        world.throwing.add("replayBefore");
        toChoice();
        waiting("handle-failed-step");
        answer("choose-strategy", "dora", "dba", BACK_IN_TIME);
        assertThat(open()).containsExactly("approve-recovery");
    }

    @Test
    void aComparisonThatSucceedsAtLastOpensTheRecoveryOfRowsAgain() {
        world.failing.add("compareRows");
        toChoice();
        world.failing.clear();
        failed("try-again");
        answer("choose-strategy", "dora", "dba", ROWS);
        waiting("approve-recovery");
    }

    @Test
    void whereNoWayIsTakenTheResponseIsStoppedFromTheChoice() {
        world.held.add("restoreBase");
        ProcessInstance response = toChoice();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "stop"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("stopped").isEnded();
        assertThat(world.cancelled).contains("restoreBase");
        assertThat(world.ran).doesNotContain("mergeRows", "swapData");
    }

    @Test
    void aTransactionThatWasWronglyConfirmedIsNamedAnewFromTheChoice() {
        toChoice();
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "another-culprit"));
        assertThat(world.ran.stream().filter("findCulprit"::equals))
                .as("found before")
                .hasSize(1);
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "790"));
        answer("choose-strategy", "dora", "dba", ROWS);
        answer("approve-recovery", "mia", "managers", YES);
        waiting("confirm-validation");
        assertThat(world.operations.keySet()).anyMatch(name -> name.endsWith("-compareRows-101"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"planRecovery", "mergeRows", "advanceSequences", "checkData"})
    void aTransactionThatWasWronglyConfirmedIsNamedAnewFromAFailedStep(String step) {
        world.failing.add(step);
        world.throwing.add(step);
        toChoice();
        answer("choose-strategy", "dora", "dba", ROWS);
        if (!step.equals("planRecovery")) {
            answer("approve-recovery", "mia", "managers", YES);
        }
        failed("another-culprit");
        waiting("confirm-loss");
    }

    @Test
    void aFailedStepOfTheAssessmentDoesNotAskForAnotherTransactionYet() {
        world.failing.add("countRows");
        report();
        runOn();
        assertThatThrownBy(() -> failed("another-culprit"))
                .hasMessageContaining("another transaction can't be named in phase 'assess'")
                .hasMessageContaining("HINT: go on");
    }

    /** Each of these ends in a document from which the response goes on; what else a person does is in the database. */
    @Test
    void theStepsThatNobodyDoesByHandAreTheseAlone() {
        assertThat(longSteps.stream().filter(LongStep::neverByHand).map(LongStep::name))
                .containsExactlyInAnyOrder(
                        "copyCatalogs",
                        "readHeap",
                        "restoreBase",
                        "replayBefore",
                        "readBefore",
                        "replayAfter",
                        "compareRows",
                        "planRecovery",
                        "planCutOver",
                        "readTables",
                        "dumpTables",
                        "compareDefinitions",
                        "planTables",
                        "restoreServer",
                        "replayServer",
                        "promoteServer",
                        "countRestored",
                        "finishServer");
    }

    @Test
    void whatOnlyThePlaybookMakesIsNotDoneByHand() {
        world.failing.add("planRecovery");
        toChoice();
        answer("choose-strategy", "dora", "dba", ROWS);
        assertThatThrownBy(() -> failed("by-hand")).hasMessageContaining("can't be done by hand");
        identities.clearAuthentication();
        failed("another-strategy");
        waiting("choose-strategy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"another-strategy", "stop", "another-culprit"})
    void aGatewayThatFailsBehindAFinishedStepIsLeft(String decision) {
        ProcessInstance response = toChoice();
        answer("choose-strategy", "dora", "dba", ROWS);
        world.held.add("copyServer");
        answer("approve-recovery", "mia", "managers", YES);
        runtime.setVariable(calledProcessInstance("recover-rows", response).getId(), "strategy", "no-way-at-all");
        world.held.clear();
        runOn();
        waiting("handle-failed-step");
        failed(decision);
        assertThat(open()).doesNotContain("handle-failed-step");
        switch (decision) {
            case "another-strategy" -> waiting("choose-strategy");
            case "another-culprit" -> waiting("confirm-loss");
            default -> {
                letTimePass("watchTime");
                assertThat(response).hasPassed("stopped").isEnded();
            }
        }
    }

    /** What the recommendation is made from is missing on record: the listener before the table fails, not the table. */
    @ParameterizedTest
    @ValueSource(strings = {"another-strategy", "stop", "another-culprit"})
    void aDecisionTableWhoseListenerFailsIsLeft(String decision) {
        ProcessInstance response = report();
        world.evidence.remove(StrategyFacts.class);
        runOn();
        answer("confirm-loss", "dora", "dba", LOSS);
        waiting("handle-failed-step");
        failed(decision);
        switch (decision) {
            case "another-strategy" ->
                assertThat(world.ran.stream().filter("rankStrategies"::equals))
                        .as("decided anew")
                        .hasSize(2);
            case "another-culprit" -> waiting("confirm-loss");
            default -> {
                letTimePass("watchTime");
                assertThat(response).hasPassed("stopped").isEnded();
            }
        }
    }

    @Test
    void aFenceThatIsNeverProvedMayStopTheResponse() {
        world.outcomes.put("fence", "STILL_WRITING");
        ProcessInstance response = report();
        runOn();
        answer("fence-by-hand", "dora", "dba", Map.of("fenceNote", "closed the port"));
        answer("fence-by-hand", "dora", "dba", Map.of("fenceNote", "they come again", "fenceDecision", "stop"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("stopped").isEnded();
    }

    private ProcessInstance toResume() {
        ProcessInstance response = toChoice();
        answer("choose-strategy", "dora", "dba", ROWS);
        answer("approve-recovery", "mia", "managers", YES);
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        return response;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "liftFence",
                "startApplications",
                "hideMaintenance",
                "watchResumed",
                "removeSideInstance",
                "unpin",
                "closeIncident"
            })
    void aStepOfTheLastPhaseThatNeverSucceedsIsLeftUndoneByOneStop(String step) {
        world.throwing.add(step);
        ProcessInstance response = toResume();
        passTime();
        failed("stop");
        passTime();
        assertThat(response).as("tasks %s", open()).hasPassed("stopped").isEnded();
        assertThat(world.record).contains("failed " + step + ": left undone: the response was stopped at this step");
    }

    private void passTime() {
        if (management.createJobQuery().timers().list().stream()
                .map(this::activity)
                .anyMatch("watchTime"::equals)) {
            letTimePass("watchTime");
        }
        if (open().contains("resume-trouble")) {
            answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "continue"));
        }
    }

    @Test
    void stoppingAgainThatFailsIsGivenUpAndTheResumptionAskedForAnew() {
        world.outcomes.put("watchResumed", "TROUBLE");
        ProcessInstance response = toResume();
        letTimePass("watchTime");
        world.throwing.add("fence");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "stop-again"));
        failed("stop");
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        letTimePass("watchTime");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "continue"));
        assertThat(response).hasPassed("resolved").isEnded();
    }

    @Test
    void aResponseThatWasStoppedBeforeAnyValidationMayBeResumedAfterAnotherStop() {
        world.outcomes.put("watchResumed", "TROUBLE");
        ProcessInstance response = report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "false-alarm"));
        letTimePass("watchTime");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "stop-again"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        letTimePass("watchTime");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "continue"));
        assertThat(response).hasPassed("falseAlarm").isEnded();
    }

    @Test
    void aReaderThatIsKilledIsBegunAgainByItself() {
        world.killed.put("findCulprit", 2);
        report();
        runOn();
        waiting("confirm-loss");
        assertThat(world.operations.keySet()).anyMatch(name -> name.endsWith("-findCulprit-3"));
        assertThat(world.record)
                .anyMatch(line ->
                        line.startsWith("failed findCulprit: 'Find culprit' was killed before its end (exit code"
                                        + " 137: signal 9)")
                                && line.endsWith("It is begun again by itself (2 of 3)."));
    }

    @Test
    void aReaderThatIsKilledAgainAndAgainGoesToAPersonInASentence() {
        world.killed.put("findCulprit", 3);
        report();
        runOn();
        assertThat(shown("handle-failed-step", "failure"))
                .startsWith(
                        "'Find culprit' was killed before its end (exit code 137: signal 9), 3 times one after the other")
                .contains("HINT: look into the system's log for the out-of-memory killer")
                .contains("nothing of the live database was changed by it");
        failed("try-again");
        waiting("confirm-loss");
    }

    @Test
    void aWriterThatIsKilledGoesToAPersonAtOnce() {
        world.killed.put("mergeRows", 1);
        toChoice();
        answer("choose-strategy", "dora", "dba", ROWS);
        answer("approve-recovery", "mia", "managers", YES);
        assertThat(shown("handle-failed-step", "failure"))
                .contains("It changes the live database and is not begun again by itself")
                .contains("HINT:");
        assertThat(world.operations.keySet().stream().filter(name -> name.contains("-mergeRows-")))
                .hasSize(1);
    }

    /** A step that writes and says that it may be repeated would be, without anybody asked. */
    @Test
    void everyStepSaysWhetherItIsBegunAgainByItself() {
        Set<String> once = new TreeSet<>();
        longSteps.stream()
                .filter(step -> !step.repeatable())
                .map(LongStep::name)
                .forEach(once::add);
        assertThat(once)
                .containsExactly("mergeRows", "restoreTables", "swapData", "undoMerge", "undoSwap", "undoTables");
        assertThat(longSteps).allMatch(step -> step.repeatable() != step.destructive());
    }

    @Test
    void anAnswerThatDoesNotReachItsStepIsAskedForAgain() {
        world.throwing.add("pin");
        report();
        runOn();
        world.broken.add("orderFailedStep");
        failed("try-again");
        assertThat(shown("handle-failed-step", "failure"))
                .startsWith("The answer 'try-again' did not reach the step: orderFailedStep is broken")
                .contains("HINT: answer again", "It had failed with:\npin can't");
        world.broken.clear();
        world.throwing.clear();
        failed("try-again");
        assertThat(open()).containsExactly("confirm-loss");
    }

    /** The engine moves what waits into another execution when a branch beside it ends. */
    @ParameterizedTest
    @ValueSource(strings = {"try-again", "stop"})
    void aStepThatFailedBesideAnotherBranchIsAnsweredAlsoWhenThatHasEnded(String decision) {
        world.held.add("findCulprit");
        ProcessInstance response = report();
        runOn();
        world.broken.add("noteOverdue");
        letTimePass("overdue");
        waiting("handle-failed-step");
        world.held.clear();
        runOn();
        world.broken.clear();
        failed(decision);
        if (decision.equals("stop")) {
            letTimePass("watchTime");
            assertThat(response).hasPassed("stopped").isEnded();
        } else {
            waiting("confirm-loss");
        }
    }

    @Test
    void whatIsSaidOfAStepHasAHint() {
        world.failing.add("findCulprit");
        report();
        runOn();
        assertThat(shown("handle-failed-step", "failure")).contains("HINT:");
        assertThat(new HintedException("a", "b.")).hasMessageContaining("HINT: b.");
    }
}
