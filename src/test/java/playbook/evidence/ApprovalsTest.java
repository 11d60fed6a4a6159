package playbook.evidence;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import playbook.incident.Act;
import playbook.incident.ApprovedPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.incident.RecoveryPlan;
import playbook.incident.StrategyChoice;
import playbook.incident.Target;
import playbook.incident.ValidationConfirmation;
import playbook.operation.TestEvidence;

/** Which decision stands before which act, and what takes it back. */
class ApprovalsTest {

    private static final Instant AT = Instant.parse("2026-11-22T03:00:07Z");
    private static final Incident INCIDENT = new Incident(
            "DL-2026-0001",
            new Target("noa", "noa_db", "127.0.0.1", 5433, "noa_db", "recovery", Path.of("p"), List.of("api"), true),
            AT,
            "olga",
            AT);

    private final TestEvidence record = new TestEvidence();
    private final Approvals approvals = new Approvals(record);

    private void answered(String form, String who, String field, String value) {
        record.decided(INCIDENT, form, who, Map.of(field, value));
    }

    private void chosen(String strategy) {
        record.found(INCIDENT, "report", new LossReport("noa", List.of(), "gone", "", AT, false, "olga"));
        answered("confirm-loss", "dora", "lossDecision", "loss");
        record.found(INCIDENT, "choose-strategy", new StrategyChoice(strategy, "", "dora"));
        planned("hash-1");
    }

    private void planned(String hash) {
        record.found(
                INCIDENT,
                "planRecovery",
                Json.read("{\"method\": \"row-recovery\", \"hash\": \"" + hash + "\"}", RecoveryPlan.class));
    }

    private void approved(String hash, String who) {
        answered("approve-recovery", who, "approval", "approve");
        record.found(INCIDENT, "approve-recovery", new ApprovedPlan(hash, who, AT));
    }

    private void validated(boolean confirmed) {
        answered("confirm-validation", "dora", "validationDecision", confirmed ? "confirm" : "undo");
        record.found(INCIDENT, "confirm-validation", new ValidationConfirmation(confirmed, "", "dora"));
    }

    private void allowed(Act act) {
        assertThatCode(() -> approvals.required(INCIDENT, act)).doesNotThrowAnyException();
    }

    private void refused(Act act, String why) {
        assertThatThrownBy(() -> approvals.required(INCIDENT, act))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Nothing was touched")
                .hasMessageContaining("HINT:");
    }

    @ParameterizedTest
    @EnumSource(value = Act.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void anEmptyRecordAllowsNoAct(Act act) {
        refused(act, "is not on record");
    }

    @Test
    void aReportAllowsToStopTheLossAndNoMore() {
        record.found(INCIDENT, "report", new LossReport("noa", List.of(), "gone", "", AT, false, "olga"));
        allowed(Act.STOP_LOSS);
        refused(Act.MERGE, "no way back was chosen");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
    }

    @Test
    void anApprovedPlanMayBeMergedAndNotCutOverTo() {
        chosen("row-recovery");
        refused(Act.MERGE, "no approval of the plan is in force");
        approved("hash-1", "mia");
        allowed(Act.MERGE);
        allowed(Act.TEST);
        refused(Act.CUT_OVER, "dora chose is 'row-recovery'");
        refused(Act.TAKE_BACK, "nobody ordered");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
    }

    @Test
    void aLaterRejectionTakesTheApprovalBack() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        answered("approve-recovery", "max", "approval", "reject");
        refused(Act.MERGE, "max rejected the plan");
    }

    @Test
    void anotherChoiceAnotherPlanAndAnotherCulpritEachNeedAnApprovalOfTheirOwn() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        planned("hash-2");
        refused(Act.MERGE, "the approved plan is hash-1, but the newest plan is hash-2");
        approved("hash-2", "mia");
        record.found(INCIDENT, "choose-strategy", new StrategyChoice("row-recovery", "", "dora"));
        refused(Act.MERGE, "no approval of the plan is in force");
        planned("hash-2");
        approved("hash-2", "mia");
        answered("confirm-loss", "dora", "lossDecision", "loss");
        refused(Act.MERGE, "no way back was chosen since dora confirmed the loss");
    }

    @Test
    void anApprovalOfAPlanThatWasMadeBeforeTheChoiceCountsForNothing() {
        chosen("row-recovery");
        record.found(INCIDENT, "choose-strategy", new StrategyChoice("row-recovery", "", "dora"));
        approved("hash-1", "mia");
        refused(Act.MERGE, "no plan was made since the way back was chosen");
    }

    @Test
    void whoChoseTheWayDoesNotApproveIt() {
        chosen("row-recovery");
        approved("hash-1", "dora");
        refused(Act.MERGE, "dora chose the way back and approved it too");
    }

    @Test
    void whatIsTakenBackIsNotMergedAgainWithoutANewApproval() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        validated(false);
        allowed(Act.TAKE_BACK);
        allowed(Act.EXCHANGE);
        refused(Act.MERGE, "dora had the recovery taken back");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
    }

    @Test
    void theServiceIsGivenBackWhenAnotherPersonThanTheConfirmerSaysSo() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        answered("approve-resume", "mia", "resumeDecision", "resume");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
        validated(true);
        refused(Act.CLOSE, "nobody had the service resumed");
        answered("approve-resume", "dora", "resumeDecision", "resume");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
        answered("approve-resume", "mia", "resumeDecision", "resume");
        allowed(Act.GIVE_BACK);
        allowed(Act.CLOSE);
        answered("resume-trouble", "dora", "troubleDecision", "stop-again");
        refused(Act.GIVE_BACK, "stopped the service again");
        answered("approve-resume", "mia", "resumeDecision", "wait");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
        answered("approve-resume", "mia", "resumeDecision", "resume");
        allowed(Act.GIVE_BACK);
    }

    @Test
    void aFalseAlarmGivesBackUntilItIsALossAfterAll() {
        answered("confirm-loss", "dora", "lossDecision", "false-alarm");
        allowed(Act.GIVE_BACK);
        answered("confirm-loss", "dora", "lossDecision", "loss");
        refused(Act.GIVE_BACK, "nobody had the service resumed");
    }

    @Test
    void aStoppedResponseGivesBackAndRecoversNothingMore() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        answered("handle-failed-step", "dora", "failureDecision", "stop");
        allowed(Act.GIVE_BACK);
        allowed(Act.TAKE_BACK);
        approved("hash-1", "mia");
        refused(Act.MERGE, "the response was stopped");
    }

    @Test
    void aStepThatIsTriedAgainKeepsItsApproval() {
        chosen("row-recovery");
        approved("hash-1", "mia");
        answered("handle-failed-step", "dora", "failureDecision", "try-again");
        allowed(Act.MERGE);
        answered("handle-failed-step", "dora", "failureDecision", "another-strategy");
        refused(Act.MERGE, "left a failed step for another way back");
        allowed(Act.TAKE_BACK);
    }

    /** The next round may choose another way from the recovered state. */
    @Test
    void whoFindsTheRecoveryNotRightDoesNotOrderItTakenBack() {
        chosen("row-recovery");
        approved("hash-1", "maria");
        answered("confirm-validation", "dora", "validationDecision", "back");
        record.found(INCIDENT, "confirm-validation", new ValidationConfirmation(false, "", "dora"));

        refused(Act.TAKE_BACK, "nobody ordered");
        refused(Act.MERGE, "dora found the recovery not right");
    }

    /** What a later version may have recorded, and this one does not know, is no yes. */
    @Test
    void anAnswerThatNobodyKnowsTakesTheApprovalBack() {
        chosen("row-recovery");
        approved("hash-1", "maria");
        allowed(Act.MERGE);
        answered("confirm-validation", "dora", "validationDecision", "perhaps");

        refused(Act.MERGE, "dora answered confirm validation");
    }
}
