package playbook.process.task;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.VariableScope;

/** The questions without a record: for what they read from an answer alone. */
@SuppressWarnings("NullAway")
public final class TestQuestions {

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

    /** What was answered, as it goes on record. */
    public static Map<String, String> read(String form, VariableScope sent) {
        return ALL.of(form).read(sent);
    }
}
