package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.processInstanceQuery;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Impacts;
import playbook.incident.StopPoint;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.TableChange;
import playbook.process.ProcessTestConfiguration.World;

/** Every way through the models but the straight one. */
class PathsTest extends ProcessTest {

    private static final Map<String, Object> LOSS = Map.of("lossDecision", "loss", "culpritXid", "771");
    private static final Map<String, Object> ROWS = Map.of("strategy", "row-recovery");
    private static final Map<String, Object> YES = Map.of("approval", "approve", "approvalTarget", "noa");

    private void toStrategy() {
        answer("confirm-loss", "dora", "dba", LOSS);
    }

    private void toApproval() {
        toStrategy();
        answer("choose-strategy", "dora", "dba", ROWS);
    }

    private void toValidation() {
        toApproval();
        answer("approve-recovery", "mia", "managers", YES);
    }

    private void refused(ThrowingCallable answer, String text) {
        refused(answer, text, text);
    }

    private void refused(ThrowingCallable answer, String text, String said) {
        assertThatThrownBy(answer).hasMessageContaining(said);
        identities.clearAuthentication();
        assertThat(world.record).anyMatch(line -> line.startsWith("refused ") && line.contains(text));
    }

    @Test
    void aFenceThatIsNotProvedWaitsForAPersonAndIsTriedAgain() {
        world.outcomes.put("fence", "STILL_WRITING");
        report();
        runOn();
        world.outcomes.put("fence", "UP");
        assertThat(world.ran).doesNotContain("stopApplications");
        answer("fence-by-hand", "dora", "dba", Map.of("fenceNote", "closed the port"));
        waiting("confirm-loss");
        assertThat(world.ran).containsSubsequence("fence", "fence", "stopApplications");
    }

    /** HC-12: nobody writes into a server that gives no answer, and what needs none goes on. */
    @Test
    void aServerThatIsGoneKeepsNobodyFromStoppingTheApplications() {
        world.outcomes.put("pin", "NOT_REACHABLE");
        world.outcomes.put("fence", "NOT_REACHABLE");
        world.outcomes.put("secureWal", "NOT_REACHABLE");
        report();
        runOn();
        waiting("confirm-loss");
        assertThat(world.ran).containsSubsequence("pin", "fence", "stopApplications", "showMaintenance", "secureWal");
    }

    @Test
    void aFalseAlarmGivesEverythingBackWithoutApprovalOrBackup() {
        ProcessInstance response = report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "false-alarm"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("falseAlarm").isEnded();
        assertThat(world.ran)
                .containsSubsequence("liftFence", "startApplications", "hideMaintenance", "unpin", "closeIncident")
                .doesNotContain("mergeRows", "backupAfter");
    }

    @Test
    void aRejectedPlanGoesBackToTheDecisionAndItsLongWorkIsDoneAnew() {
        report();
        runOn();
        toApproval();
        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        answer("choose-strategy", "dora", "dba", ROWS);
        waiting("approve-recovery");
        assertThat(world.ran.stream().filter("planRecovery"::equals)).hasSize(2);
        assertThat(world.operations.keySet()).anyMatch(name -> name.endsWith("-planRecovery-101"));
    }

    @Test
    void anInvalidRecoveryGoesBackToTheDecision() {
        report();
        runOn();
        toValidation();
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "back", "validationNote", "a foreign key does not hold"));
        waiting("choose-strategy");
    }

    @Test
    void troubleAfterResumingWaitsForAPersonWhoMayAcceptIt() {
        world.outcomes.put("watchResumed", "TROUBLE");
        ProcessInstance response = report();
        runOn();
        toValidation();
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        letTimePass("watchTime");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "continue"));
        assertThat(response).hasPassed("resolved").isEnded();
    }

    @Test
    void troubleMayStopTheServiceAgainUntilItIsApprovedOnceMore() {
        world.outcomes.put("watchResumed", "TROUBLE");
        report();
        runOn();
        toValidation();
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "wait"));
        letTimePass("askAgain");
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        letTimePass("watchTime");
        answer("resume-trouble", "dora", "dba", Map.of("troubleDecision", "stop-again"));
        waiting("approve-resume");
        assertThat(world.ran).containsSubsequence("liftFence", "pin", "fence", "stopApplications");
    }

    @Test
    void aFailedOperationIsTriedAgainUnderANewName() {
        world.failing.add("mergeRows");
        report();
        runOn();
        toValidation();
        world.failing.clear();
        assertThat(shown("handle-failed-step", "stepTitle")).isEqualTo("Merge rows");
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "try-again"));
        waiting("confirm-validation");
        assertThat(world.operations.keySet())
                .anyMatch(name -> name.endsWith("-mergeRows-1"))
                .anyMatch(name -> name.endsWith("-mergeRows-2"));
        assertThat(world.record)
                .contains("failed mergeRows: it failed with exit code 1; the end of its log:\n" + "the log of mergeRows"
                        + "\nHINT: the log says above what stood in the way; put it right, then choose 'try again'.");
    }

    @Test
    void whatIsNotReachedForAWhileCostsAStepNoTry() {
        world.away.put("pin", 7);
        world.away.put("planRecovery", 7);
        world.leftOut.clear();
        report();
        runOn();
        toValidation();
        waiting("confirm-validation");
        assertThat(world.record).noneMatch(line -> line.startsWith("failed"));
    }

    @Test
    void whatIsNotReachedForMoreThanTwoMinutesGoesToAPerson() {
        world.away.put("pin", 15);
        report();
        runOn();
        waiting("handle-failed-step");
    }

    @Test
    void aStepThatIsTriedOnceIsNotTriedAgainBecauseNobodyAnswered() {
        world.away.put("mergeRows", 1);
        report();
        runOn();
        toValidation();
        waiting("handle-failed-step");
    }

    @Test
    void aFailedOperationMayLeadToAnotherStrategy() {
        world.failing.add("mergeRows");
        report();
        runOn();
        toValidation();
        world.failing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "another-strategy"));
        answer("choose-strategy", "dora", "dba", ROWS);
        answer("approve-recovery", "mia", "managers", YES);
        waiting("confirm-validation");
        assertThat(world.operations.keySet()).anyMatch(name -> name.endsWith("-mergeRows-101"));
    }

    @Test
    void aFailedOperationWhileDecidingMayLeadToAnotherStrategyToo() {
        world.failing.add("compareRows");
        report();
        runOn();
        toStrategy();
        world.failing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "another-strategy"));
        waiting("choose-strategy");
    }

    @Test
    void aFailedOperationMayBeDoneByHand() {
        world.failing.add("mergeRows");
        report();
        runOn();
        toValidation();
        answer(
                "handle-failed-step",
                "dora",
                "dba",
                Map.of("failureDecision", "by-hand", "failureNote", "merged with psql, 500 rows counted"));
        waiting("confirm-validation");
        assertThat(world.ran).contains("advanceSequences");
    }

    @Test
    void aFailedOperationMayStopTheResponse() {
        world.failing.add("mergeRows");
        ProcessInstance response = report();
        runOn();
        toValidation();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "stop"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("stopped").isEnded();
        assertThat(world.ran)
                .containsSubsequence("liftFence", "unpin", "closeIncident")
                .doesNotContain("advanceSequences");
    }

    @Test
    void anotherStrategyMakesNoSenseBeforeThereIsOne() {
        world.failing.add("countRows");
        report();
        runOn();
        refused(
                () -> answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "another-strategy")),
                "another strategy can't be chosen in phase 'assess'");
    }

    @Test
    void aStepWithoutTriesLeftBecomesATaskAndIsTriedAgain() {
        world.throwing.add("secureWal");
        report();
        runOn();
        world.throwing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "try-again"));
        waiting("confirm-loss");
        assertThat(runtime.createIncidentQuery().count()).isZero();
    }

    @Test
    void whatAStepSawAmissWaitsForAPersonWithTheWholeTextAndNothingGoesOnMeanwhile() {
        String found = "segment 00000001000000000000000A is not in the archive, ".repeat(20) + "no space";
        world.troubles.put("secureWal", new HintedException(found, "make space there, then try again."));
        report();
        runOn();
        assertThat(shown("handle-failed-step", "failure"))
                .isEqualTo(found + "\nHINT: make space there, then try again.");
        assertThat(shown("handle-failed-step", "stepTitle")).isEqualTo("Secure the last WAL");
        assertThat(world.ran.stream().filter("secureWal"::equals)).hasSize(3);
        assertThat(world.ran).doesNotContain("copyServer", "findCulprit");
        assertThat(world.record)
                .contains("failed secureWal: " + found + "\nHINT: make space there, then try again.")
                .doesNotContain("found secureWal");
        world.troubles.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "try-again"));
        waiting("confirm-loss");
        assertThat(world.record).contains("found secureWal");
    }

    @Test
    void aPinThatCouldNotBeSetIsShownToWhoeverConfirmsTheLoss() {
        world.findings.put(
                "pin",
                Map.of(
                        "outcome",
                        "NOT_PINNED",
                        "pin",
                        Map.of("notSet", List.of("pin slot: all replication slots are in use"))));
        report();
        runOn();
        assertThat(shown("confirm-loss", "pinRemarks"))
                .contains("The evidence is NOT PINNED", "pin slot: all replication slots are in use");
    }

    @Test
    void whatTheReporterSaidOfTheImpactIsKeptAndTheRestIsUnknown() {
        report();
        assertThat(world.evidence.get(Impacts.class))
                .isEqualTo(new Impacts(null, null, null, "customer data may be affected (stated by olga)", null));
    }

    @Test
    void aStepWithoutTriesLeftMayBeDoneByHand() {
        world.throwing.add("secureWal");
        report();
        runOn();
        answer(
                "handle-failed-step",
                "dora",
                "dba",
                Map.of("failureDecision", "by-hand", "failureNote", "segment copied by hand"));
        waiting("confirm-loss");
        assertThat(world.ran).doesNotContain("secureWal").contains("findCulprit");
    }

    @Test
    void aStepWithoutTriesLeftMayStopTheResponse() {
        world.throwing.add("secureWal");
        ProcessInstance response = report();
        runOn();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "stop"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("stopped").isEnded();
    }

    @Test
    void aStepWithoutTriesLeftMayLeadToAnotherStrategy() {
        world.throwing.add("advanceSequences");
        report();
        runOn();
        toValidation();
        world.throwing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "another-strategy"));
        waiting("choose-strategy");
    }

    @Test
    void nothingToRestoreFromDelaysNothing() {
        world.throwing.add("restoreBase");
        report();
        runOn();
        waiting("confirm-loss");
        assertThat(world.record).anyMatch(line -> line.startsWith("failed startRestore: not started early"));
    }

    @Test
    void whoChoseTheStrategyCannotApproveItEvenWhenTheFormSaysSomebodyElseChose() {
        report();
        runOn();
        toApproval();
        refused(
                () -> answer(
                        "approve-recovery",
                        "dora",
                        "managers",
                        Map.of("approval", "approve", "approvalTarget", "noa", "strategyChosenBy", "somebody")),
                "dora chose the strategy and can't approve it too");
        answer("approve-recovery", "mia", "managers", YES);
        assertThat(world.ran).contains("mergeRows");
    }

    @Test
    void whoConfirmedTheValidationCannotApproveTheResumption() {
        report();
        runOn();
        toValidation();
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        refused(
                () -> answer("approve-resume", "dora", "managers", Map.of("resumeDecision", "resume")),
                "dora confirmed the validation");
    }

    @Test
    void onlyTheGroupOfATaskMayAnswerIt() {
        report();
        runOn();
        toApproval();
        refused(
                () -> answer("approve-recovery", "olga", "operators", YES),
                "olga may not answer 'Approve the plan', which is for managers");
    }

    @Test
    void anApprovalNeedsTheNameOfTheTarget() {
        report();
        runOn();
        toApproval();
        refused(
                () -> answer(
                        "approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "nora")),
                "the typed name 'nora' is not the target's");
    }

    @Test
    void aPlanThatChangedSinceItWasShownCannotBeApproved() {
        report();
        runOn();
        toApproval();
        world.keep("planRecovery", World.recoveryPlan("hash-2"));
        refused(
                () -> answer("approve-recovery", "mia", "managers", YES),
                "the plan has changed: shown was hash-1, now it is hash-2");
    }

    @Test
    void aTransactionNobodySawCannotBeTheCulprit() {
        report();
        runOn();
        refused(
                () -> answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "42")),
                "transaction 42 is none of the candidates [771, 790]");
    }

    @Test
    void anotherWayThanTheRecommendedNeedsAReason() {
        report();
        runOn();
        toStrategy();
        refused(
                () -> answer("choose-strategy", "dora", "dba", Map.of("strategy", "point-in-time-recovery")),
                "'point-in-time-recovery' is not the recommended 'row-recovery', and no reason is given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unconfirmed", "unknown target", "future", "no description"})
    void anImpossibleReportStartsNothing(String what) {
        Map<String, Object> bad = switch (what) {
            case "unconfirmed" -> Map.of("confirmed", false);
            case "unknown target" -> Map.of("target", "nora");
            case "future" -> Map.of("noticedAt", "2999-01-01T00:00:00Z");
            default -> Map.of("description", " ");
        };
        assertThatThrownBy(() -> report(bad)).hasMessageContaining("HINT:");
        assertThat(processInstanceQuery().count()).isZero();
    }

    @Test
    void aSecondReportOfTheSameTargetIsKeptInTheRecordOfTheRunningIncident() {
        ProcessInstance response = report();
        String key = world.newest();
        refused(
                () -> report(Map.of("description", "logins fail")),
                "logins fail",
                key + " is already running for noa_db");
        assertThat(response).hasBusinessKey(key).isActive();
        assertThat(processInstanceQuery().processDefinitionKey(RESPONSE).count())
                .isEqualTo(1);
    }

    @Test
    void aFailedCheckIsOnlyConfirmedWithAReason() {
        world.findings.put(
                "testApplication",
                Map.of("checks", List.of(Map.of("name", "login", "passed", false, "detail", "500", "seconds", 1))));
        report();
        runOn();
        toValidation();
        assertThat(shown("confirm-validation", "applicationChecks")).contains("\"passed\":\"FAILED\"");
        refused(
                () -> answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm")),
                "these checks failed: login; and no reason is given to confirm them");
    }

    @Test
    void aCheckThatLookedAtNothingIsShownAsThatAndNeedsNoReason() {
        world.findings.put(
                "checkData",
                Map.of(
                        "checks",
                        List.of(
                                Map.of("name", "keys", "passed", true, "detail", "", "seconds", 1),
                                Map.of(
                                        "name",
                                        "sequences",
                                        "passed",
                                        false,
                                        "notLookedAt",
                                        true,
                                        "detail",
                                        "no sequence feeds a column",
                                        "seconds",
                                        1))));
        report();
        runOn();
        toValidation();
        assertThat(shown("confirm-validation", "dataChecks"))
                .contains("\"passed\":\"not looked at\",\"detail\":\"no sequence feeds a column\"");
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
    }

    @Test
    void aWayThatCannotBeDoneHereCannotBeChosen() {
        world.evidence.put(
                StrategyOptions.class,
                new StrategyOptions(List.of(new StrategyOptions.Option(
                        "full-restore", "Full restore", "", false, "not built", null, "", ""))));
        report();
        runOn();
        toStrategy();
        refused(
                () -> answer(
                        "choose-strategy",
                        "dora",
                        "dba",
                        Map.of("strategy", "full-restore", "strategyReason", "I like it")),
                "'full-restore' can't be done here: not built");
    }

    @Test
    void theFormOfTheLossShowsEachSuspectInPlainWords() {
        report();
        runOn();
        assertThat(shown("confirm-loss", "suspects"))
                .contains("\"xid\":\"771\"", "\"what\":\"DELETE 500 rows: accounts 500\"");
    }

    @Test
    void theFormOfTheLossAlwaysHasTheAnswersNoneAndSeveralAndSaysWhereWasSearched() {
        report();
        runOn();
        assertThat(shown("confirm-loss", "suspectChoices"))
                .contains("\"value\":\"771\"", "\"value\":\"790\"", "\"value\":\"several\"", "\"value\":\"none\"");
        assertThat(shown("confirm-loss", "suspectList"))
                .contains("\"value\":\"771\"", "\"value\":\"790\"")
                .doesNotContain("none", "several");
        assertThat(shown("confirm-loss", "searchRemarks")).contains("can't see");
    }

    @Test
    void aLossThatIsNoneOfTheSuspectsGoesOnToATimeAndNamesNobody() {
        report();
        runOn();
        refused(
                () -> answer("confirm-loss", "dave", "dba", Map.of("lossDecision", "loss", "culpritXid", "none")),
                "'lossTime' is empty");
        refused(
                () -> answer(
                        "confirm-loss",
                        "dave",
                        "dba",
                        Map.of("lossDecision", "loss", "culpritXid", "none", "lossTime", "2999-01-01T00:00:00Z")),
                "which is in the future");
        answer(
                "confirm-loss",
                "dave",
                "dba",
                Map.of("lossDecision", "loss", "culpritXid", "none", "lossTime", "2026-11-22T15:20:00+01:00"));
        runOn();
        Culprit nobody = Objects.requireNonNull((Culprit) world.evidence.get(Culprit.class));
        assertThat(nobody.named()).isFalse();
        assertThat(nobody.committedAt()).isEqualTo("2026-11-22T14:20:00Z");
        assertThat(shown("choose-strategy", "stopKind")).isEqualTo("time");
        assertThat(shown("choose-strategy", "stopValue")).isEqualTo("2026-11-22T14:20:00Z");
        stopAt("time", "2026-11-22T14:20:00Z");
        waiting("approve-recovery");
        assertThat(world.ran).contains("restoreBase").doesNotContain("replayBefore", "compareRows");
    }

    @Test
    void severalOfTheSuspectsAreOneLossWithTheirSumAndWithoutRowsToCompare() {
        report();
        runOn();
        refused(
                () -> answer(
                        "confirm-loss",
                        "dave",
                        "dba",
                        Map.of("lossDecision", "loss", "culpritXid", "several", "culpritXids", "[\"771\"]")),
                "but 1 is chosen");
        answer(
                "confirm-loss",
                "dave",
                "dba",
                Map.of("lossDecision", "loss", "culpritXid", "several", "culpritXids", "[\"790\",\"771\"]"));
        runOn();
        Culprit both = Objects.requireNonNull((Culprit) world.evidence.get(Culprit.class));
        assertThat(both.commits()).isEqualTo(2);
        assertThat(both.did(771) && both.did(790)).isTrue();
        assertThat(both.destroyedRows()).isEqualTo(1000);
        waiting("choose-strategy");
        assertThat(world.ran).contains("restoreBase").doesNotContain("replayBefore", "compareRows");
    }

    @Test
    void aLateOperationIsNotedAndGoesOn() {
        world.held.add("findCulprit");
        report();
        runOn();
        letTimePass("overdue");
        assertThat(world.record).anyMatch(line -> line.startsWith("failed findCulprit: ") && line.contains(" is late"));
        world.held.clear();
        runOn();
        waiting("confirm-loss");
    }

    @Test
    void progressIsSeenOnTheWaitingExecution() {
        world.held.add("findCulprit");
        report();
        runOn();
        world.operations.values().forEach(endings::progressed);
        assertThat(runtime.createVariableInstanceQuery()
                        .variableName("progress")
                        .list())
                .extracting(variable -> String.valueOf(variable.getValue()))
                .contains("1 of 1 rows (100 %)");
    }

    @Test
    void anOverdueTaskGoesToTheTopAndOnRecord() {
        report();
        runOn();
        management.createJobQuery().timers().list().forEach(timer -> management.executeJob(timer.getId()));
        assertThat(waiting("confirm-loss").getPriority()).isEqualTo(100);
        assertThat(world.record)
                .anyMatch(line -> line.startsWith("failed confirm-loss: 'Confirm the loss' is overdue"));
    }

    private static final Map<String, Object> BACK_IN_TIME =
            Map.of("strategy", "point-in-time-recovery", "strategyReason", "the rows are too many to compare");

    private ProcessInstance toCutOver() {
        ProcessInstance response = report();
        runOn();
        toStrategy();
        answer("choose-strategy", "dora", "dba", BACK_IN_TIME);
        answer("approve-recovery", "mia", "managers", YES);
        return response;
    }

    @Test
    void aServerGoesBackInTimeAfterItsLossWasCountedAndApproved() {
        report();
        runOn();
        toStrategy();
        assertThat(shown("choose-strategy", "stopKind")).isEqualTo("transaction");
        assertThat(shown("choose-strategy", "stopValue")).isEqualTo("771");
        answer("choose-strategy", "dora", "dba", BACK_IN_TIME);
        assertThat(world.evidence.get(StopPoint.class)).isEqualTo(new StopPoint(StopPoint.Kind.TRANSACTION, "771", 1));
        assertThat(shown("approve-recovery", "cutOverLoss")).isEqualTo("12 transactions on this database.");
        assertThat(shown("approve-recovery", "cutOverStop"))
                .isEqualTo("just before transaction 771 committed, timeline 1");
        assertThat(world.ran).contains("planCutOver").doesNotContain("planRecovery", "stopServer");
        answer("approve-recovery", "mia", "managers", YES);
        waiting("confirm-validation");
        assertThat(world.ran)
                .containsSubsequence(
                        "restoreServer",
                        "replayServer",
                        "promoteServer",
                        "countRestored",
                        "finishServer",
                        "stopServer",
                        "swapData",
                        "startServer",
                        "checkData")
                .doesNotContain("mergeRows", "advanceSequences", "undoSwap");
    }

    /** The decision table names it where the server is gone; the form does not offer it, another client can send it. */
    @Test
    void aWayThatIsNotBuiltIsRefusedAndTheOtherAnswersStay() {
        world.evidence.put(
                StrategyFacts.class,
                new StrategyFacts("complete-loss", true, true, true, false, false, -1, "", "", true));
        ProcessInstance response = report();
        runOn();
        toStrategy();

        refused(
                () -> answer(
                        "choose-strategy",
                        "dora",
                        "dba",
                        Map.of("strategy", "restore-and-replay", "strategyReason", "the server is gone")),
                "'restore-and-replay' can't be done here: it is not built in this version");
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of("strategy", "stop", "strategyReason", "it is restored by hand"));
        assertThat(response).isWaitingAt("giveBackAfterStop");
    }

    @Test
    void aDroppedTableHasNoRowsToCompare() {
        world.findings.put(
                "findCulprit",
                Map.of("suspects", List.of(Map.of("culprit", World.culprit(771, TableChange.Operation.DROP)))));
        toCutOver();
        waiting("confirm-validation");
        assertThat(world.ran).contains("restoreBase", "swapData").doesNotContain("replayBefore", "compareRows");
    }

    @Test
    void aStopThatIsNoneOrLiesAfterTheLossIsRefused() {
        report();
        runOn();
        toStrategy();
        refused(() -> stopAt("transaction", "seven"), "'seven' is no transaction id");
        refused(() -> stopAt("transaction", "42"), "transaction 42 is none of those");
        refused(() -> stopAt("lsn", "0/XY"), "'0/XY' is no WAL position");
        refused(() -> stopAt("lsn", "0/16B4001"), "the loss would be there again");
        refused(() -> stopAt("time", "2026-11-22T14:30:00"), "is no moment in time");
        refused(() -> stopAt("time", "2026-11-22T14:30:00.000001Z"), "the loss would be there again");
        refused(() -> stopAt("soon", "771"), "'stopKind' is 'soon'");
        stopAt("time", "2026-11-22T15:29:00+01:00");
        waiting("approve-recovery");
        assertThat(world.evidence.get(StopPoint.class))
                .isEqualTo(new StopPoint(StopPoint.Kind.TIME, "2026-11-22T14:29:00Z", 1));
    }

    private void stopAt(String kind, String value) {
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of(
                        "strategy",
                        "point-in-time-recovery",
                        "strategyReason",
                        "why not",
                        "stopKind",
                        kind,
                        "stopValue",
                        value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"swapData", "startServer"})
    void anExchangeThatFailsIsTakenBackBeforeAnotherWayIsChosen(String step) {
        world.failing.add(step);
        world.throwing.add(step);
        toCutOver();
        world.failing.clear();
        world.throwing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "another-strategy"));
        waiting("choose-strategy");
        assertThat(world.ran).containsSubsequence("stopServer", "stopServer", "undoSwap", "startServer");
    }

    @Test
    void anExchangeThatFailsIsTakenBackBeforeTheResponseIsStopped() {
        world.failing.add("swapData");
        ProcessInstance response = toCutOver();
        world.failing.clear();
        answer("handle-failed-step", "dora", "dba", Map.of("failureDecision", "stop"));
        letTimePass("watchTime");
        assertThat(response).hasPassed("stopped").isEnded();
        assertThat(world.ran).containsSubsequence("undoSwap", "startServer", "liftFence", "closeIncident");
    }

    @Test
    void anExchangeThatIsNotRightIsTakenBackAndDecidedAnew() {
        toCutOver();
        refused(
                () -> answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "undo")),
                "'validationNote' is empty");
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "undo", "validationNote", "a day is missing"));
        waiting("choose-strategy");
        assertThat(world.ran).containsSubsequence("checkData", "stopServer", "undoSwap", "startServer");
    }

    @Test
    void aMergeThatIsNotRightIsTakenBackAndDecidedAnew() {
        report();
        runOn();
        toValidation();
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "undo", "validationNote", "the wrong transaction"));
        waiting("choose-strategy");
        assertThat(world.ran).containsSubsequence("checkData", "undoMerge").doesNotContain("undoSwap", "stopServer");
    }
}
