package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class DataLossResponseTest extends ProcessTest {

    @Test
    void aLossIsPinnedFencedRecoveredValidatedAndResumed() {
        ProcessInstance response = report();
        assertThat(response).hasBusinessKey(world.newest()).isWaitingAtExactly("openIncident");
        runOn();
        assertThat(response).isWaitingAtExactly("assessLoss");
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        assertThat(response).isWaitingAtExactly("decideRecovery").hasNotPassed("recoverRows");
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        assertThat(response).isWaitingAtExactly("validateRecovery");
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        assertThat(response).isWaitingAtExactly("resumeService");
        letTimePass("watchTime");
        assertThat(response)
                .isEnded()
                .hasPassedInOrder(
                        "openIncident",
                        "stopLoss",
                        "assessLoss",
                        "decideRecovery",
                        "recoverRows",
                        "validateRecovery",
                        "resumeService",
                        "resolved");
        assertThat(world.ran)
                .containsSubsequence(
                        "pin",
                        "fence",
                        "stopApplications",
                        "showMaintenance",
                        "secureWal",
                        "copyServer",
                        "dumpDatabase",
                        "findCulprit",
                        "restoreBase",
                        "reportLoss",
                        "replayBefore",
                        "readBefore",
                        "replayAfter",
                        "compareRows",
                        "planRecovery",
                        "mergeRows",
                        "advanceSequences",
                        "checkData",
                        "startTestReplica",
                        "testData",
                        "testApplication",
                        "stopTestReplica",
                        "liftFence",
                        "startApplications",
                        "hideMaintenance",
                        "watchResumed",
                        "backupAfter",
                        "removeSideInstance",
                        "unpin",
                        "closeIncident")
                .doesNotHaveDuplicates();
    }
}
