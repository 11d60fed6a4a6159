package playbook.process;

import java.util.List;

/** The questions without a record: for what they read from an answer alone. */
@SuppressWarnings("NullAway")
final class TestQuestions {

    private static final Questions ALL = new Questions(List.of(
            new FenceByHand(null),
            new ConfirmLoss(null),
            new ChooseStrategy(null),
            new ApproveRecovery(null, null, List.of()),
            new ConfirmValidation(null, null),
            new ApproveResume(null),
            new ResumeTrouble(null),
            new HandleFailedStep(null)));

    private TestQuestions() {}

    static Question of(String form) {
        return ALL.of(form);
    }
}
