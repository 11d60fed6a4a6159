package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import playbook.incident.Act;
import playbook.operation.LongStep;
import playbook.operation.ShortStep;

/** No step acts without its decision on record, however the process came to it. */
class ActsTest extends ProcessTest {

    private static final Map<String, Object> LOSS = Map.of("lossDecision", "loss", "culpritXid", "771");
    private static final Map<String, Object> ROWS = Map.of("strategy", "row-recovery");
    private static final Set<String> ACTS = Set.of(
            "mergeRows",
            "advanceSequences",
            "restoreServer",
            "promoteServer",
            "finishServer",
            "stopServer",
            "swapData",
            "startServer",
            "undoMerge",
            "undoSwap",
            "liftFence",
            "startApplications",
            "hideMaintenance",
            "backupAfter",
            "removeSideInstance",
            "unpin",
            "closeIncident");

    @Autowired
    private List<ShortStep> shortSteps;

    @Autowired
    private List<LongStep<?>> longSteps;

    @SuppressWarnings("NullAway.Init") // each test begins it
    private ProcessInstance response;

    private void toApproval() {
        response = report();
        runOn();
        answer("confirm-loss", "dora", "dba", LOSS);
        answer("choose-strategy", "dora", "dba", ROWS);
        waiting("approve-recovery");
    }

    /** As a client does it who may start the process: another instance, in its middle, with the running incident's key. */
    private ProcessInstance startedAt(String activity) {
        ProcessInstance stray = runtime.createProcessInstanceByKey("data-loss-response")
                .businessKey(world.newest())
                .setVariables(everything())
                .startBeforeActivity(activity)
                .execute();
        runOn();
        return stray;
    }

    /** As a client does it who may modify: the incident's own instance, moved. */
    private void movedTo(String activity) {
        runtime.createProcessInstanceModification(response.getId())
                .startBeforeActivity(activity)
                .setVariables(everything())
                .execute();
        runOn();
    }

    private Map<String, Object> everything() {
        Map<String, Object> variables = new TreeMap<>(runtime.getVariables(response.getId()));
        variables.putAll(Map.of(
                "strategy", "row-recovery",
                "approval", "approve",
                "validationDecision", "confirm",
                "watchTime", "PT1S"));
        return variables;
    }

    private void nothingWasTouched() {
        assertThat(world.ran).doesNotContainAnyElementsOf(ACTS);
    }

    private List<String> failures() {
        return management.createJobQuery().withException().list().stream()
                .map(job -> String.valueOf(job.getExceptionMessage()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"giveBack", "recoverRows", "resumeService", "validateRecovery"})
    void aResponseStartedInItsMiddleTouchesNothing(String activity) {
        toApproval();
        List<String> seen = new ArrayList<>();
        try {
            startedAt(activity);
        } catch (RuntimeException refused) {
            seen.add(String.valueOf(refused.getMessage()));
        }
        nothingWasTouched();
        seen.addAll(failures());
        assertThat(seen)
                .anyMatch(text -> text.contains("is not the one that answers it: it was started in its middle"));
        assertThat(open()).containsExactly("approve-recovery");
    }

    @Test
    void theDeletionOfAStrayInstanceLeavesTheIncidentItsTask() {
        toApproval();
        ProcessInstance stray = startedAt("giveBack");
        runtime.deleteProcessInstance(stray.getId(), "a stray one");
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        waiting("confirm-validation");
    }

    @Test
    void aMoveToTheGivingBackWhileTheApprovalIsOpenTouchesNothing() {
        toApproval();
        movedTo("giveBack");
        nothingWasTouched();
        assertThat(failures()).anyMatch(text -> text.contains("nobody had the service resumed"));
    }

    @Test
    void aMoveToTheRecoveryAfterARejectionMergesNothing() {
        toApproval();
        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        movedTo("recoverRows");
        nothingWasTouched();
        assertThat(failures()).anyMatch(text -> text.contains("mia rejected the plan"));
    }

    @Test
    void anApprovalOfAnEarlierRoundMergesNothingInTheNext() {
        toApproval();
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        answer(
                "confirm-validation",
                "dora",
                "dba",
                Map.of("validationDecision", "back", "validationNote", "not right"));
        answer("choose-strategy", "dora", "dba", ROWS);
        world.ran.clear();
        movedTo("recoverRows");
        nothingWasTouched();
    }

    @Test
    void aReportThatBringsItsOwnOrderForAFailedStepIsRefused() {
        assertThatThrownBy(() -> report(Map.of("failureOrder", "openIncident:by-hand", "pinOutcome", "BY_HAND")))
                .hasMessageContaining("'failureOrder' is no field of this form");
        runOn();
        assertThat(world.ran).isEmpty();
    }

    @Test
    void anOrderThatNobodyGaveIsNoOrder() {
        world.throwing.add("secureWal");
        response = report();
        runOn();
        var failed = waiting("handle-failed-step");
        Map<String, Object> theirs = new TreeMap<>(runtime.getVariables(failed.getProcessInstanceId()));
        theirs.put("failureDecision", "by-hand");
        runtime.createProcessInstanceByKey("failed-step")
                .businessKey(world.newest())
                .setVariables(theirs)
                .startBeforeActivity("orderFailedStep")
                .execute();
        runOn();
        assertThat(world.ran).doesNotContain("findCulprit");
        assertThat(failures()).anyMatch(text -> text.contains("nobody ordered 'by-hand' for the failed step"));
    }

    @Test
    void aTaskThatAnErrorEndsStaysWhereItIs() {
        toApproval();
        String task = waiting("approve-recovery").getId();
        assertThatThrownBy(() -> tasks.handleBpmnError(task, "anything")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> tasks.handleEscalation(task, "anything")).isInstanceOf(RuntimeException.class);
        waiting("approve-recovery");
    }

    @Test
    void theStopErrorOnATaskGivesNothingBackBecauseNobodyStopped() {
        toApproval();
        try {
            tasks.handleBpmnError(waiting("approve-recovery").getId(), "stopResponse");
        } catch (RuntimeException refused) {
            // As good.
        }
        runOn();
        nothingWasTouched();
    }

    /** A step that changes something and forgets to say so would act without a decision. */
    @Test
    void everyStepSaysWhoseDecisionItNeeds() {
        Set<String> withoutDecision = new TreeSet<>();
        shortSteps.stream()
                .filter(step -> step.act() == Act.NOTHING)
                .map(ShortStep::name)
                .forEach(withoutDecision::add);
        longSteps.stream()
                .filter(step -> step.act() == Act.NOTHING)
                .map(LongStep::name)
                .forEach(withoutDecision::add);
        assertThat(withoutDecision)
                .as("steps that only read, or write to places of the playbook's own")
                .containsExactlyInAnyOrder(
                        "listStatements",
                        "reportLoss",
                        "rankStrategies",
                        "watchResumed",
                        "stopTestReplica",
                        "copyServer",
                        "dumpDatabase",
                        "findCulprit",
                        "countRows",
                        "listBackups",
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
                        "replayServer",
                        "countRestored",
                        "checkData",
                        "testData");
    }
}
