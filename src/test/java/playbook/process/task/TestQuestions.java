package playbook.process.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
            new HandleFailedStep(null, List.of())));

    /** What may be answered to who did it: a transaction, several, nobody of them. */
    public static final List<String> CULPRITS = List.of("771", SuspectRows.SEVERAL, SuspectRows.NOBODY);

    /** Tasks that are no steps and that nobody can do by hand, and phases in which another way can be taken. */
    public static final Set<String> OURS_ALONE = HandleFailedStep.OURS_ALONE;

    public static final Set<String> REPLACEABLE_PHASES = HandleFailedStep.REPLACEABLE_PHASES;

    private TestQuestions() {}

    /** The values that may be chosen in each field of a form; none where anything may be written. */
    public static Map<String, List<String>> fields(JsonNode form) {
        return FormFields.each(form.path("components"))
                .filter(component -> component.has("key"))
                .collect(Collectors.toMap(component -> component.path("key").asText(), FormFields::values));
    }

    /** @param form its id */
    public static Set<String> keys(String form) {
        return FormFields.of(form).keys();
    }

    /** Reads a report of a loss, for what it looks for in the form. */
    public static void report(VariableScope sent, String reporter) {
        ReportInput.report(sent, reporter);
    }

    /** What was answered, as it goes on record. */
    public static Map<String, String> read(String form, VariableScope sent) {
        return ALL.of(form).read(sent);
    }
}
