package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;

class DataLossResponseTest extends ProcessTest {

    @Test
    void aLossIsPinnedFencedRecoveredValidatedAndResumed() {
        ProcessInstance response = report();
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(response.getId())
                        .singleResult()
                        .getBusinessKey())
                .startsWith("DL-2026-");
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        answer("approve-recovery", "mia", "managers", Map.of("approval", "approve", "approvalTarget", "noa"));
        answer("confirm-validation", "dora", "dba", Map.of("validationDecision", "confirm"));
        answer("approve-resume", "mia", "managers", Map.of("resumeDecision", "resume"));
        letTimePass("watchTime");
        assertThat(ended(response, "resolved")).isTrue();
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
