package playbook.process.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;

class FormFieldsTest {

    private static void refused(String form, Map<String, ?> sent, String said) {
        assertThatThrownBy(() -> FormFields.of(form).checked(sent))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("\nHINT: ");
    }

    @Test
    void whatIsNoFieldOfTheFormIsRefused() {
        refused(
                "approve-recovery",
                Map.of("approval", "reject", "strategy", "point-in-time-recovery"),
                "'strategy' is no field of this form, which asks for approval, approvalTarget, approvalNote");
        refused("report-loss", Map.of("failureOrder", "pin:by-hand"), "'failureOrder' is no field of this form");
        refused("confirm-loss", Map.of("findCulprit", "{}"), "'findCulprit' is no field of this form");
    }

    @Test
    void aChoiceIsOneOfThoseThatAreOffered() {
        refused(
                "approve-recovery",
                Map.of("approval", "yes"),
                "'approval' is 'yes'\nHINT: choose one of approve, reject.");
        refused("report-loss", Map.of("symptoms", "[\"missing-records\",\"boredom\"]"), "'symptoms' is 'boredom'");
        refused("choose-strategy", Map.of("stopKind", "never"), "'stopKind' is 'never'");
    }

    @Test
    void aTextIsAsLongAsItsFormAllows() {
        assertThat(FormFields.of("report-loss").checked(Map.of("description", "x".repeat(3000))))
                .hasSize(1);
        refused(
                "report-loss",
                Map.of("description", "x".repeat(3001)),
                "'description' has 3001 characters, 3000 are kept");
        // BR-23.
        refused("report-loss", Map.of("tables", "x".repeat(5000)), "'tables' has 5000 characters, 3000 are kept");
        refused("approve-recovery", Map.of("approvalTarget", "x".repeat(5000)), "has 5000 characters");
        refused("choose-strategy", Map.of("stopValue", "9".repeat(5000)), "has 5000 characters");
    }

    @Test
    void noTextHasACharacterThatTheDatabaseRefuses() {
        refused("report-loss", Map.of("description", "a\u0000b"), "'description' has the character U+0000");
        refused("report-loss", Map.of("description", "half \ud83d"), "'description' has the character U+D83D");
        assertThat(FormFields.of("report-loss").checked(Map.of("description", "gone\nsince 3 \ud83d\ude31")))
                .containsEntry("description", "gone\nsince 3 \ud83d\ude31");
    }

    @Test
    void aValueHasTheTypeOfItsField() {
        refused("report-loss", Map.of("confirmed", "yes"), "'confirmed' is 'yes'\nHINT: send true or false.");
        refused("report-loss", Map.of("description", List.of("x")), "'description' is of type");
        refused("report-loss", Map.of("description", true), "'description' is of type Boolean");
        refused(
                "report-loss",
                Variables.createVariables()
                        .putValueTyped(
                                "description",
                                Variables.serializedObjectValue("rO0AB")
                                        .objectTypeName("java.util.HashMap")
                                        .serializationDataFormat("application/x-java-serialized-object")
                                        .create()),
                "'description' is of type object");
        assertThat(FormFields.of("report-loss").checked(Map.of("confirmed", "true", "customerData", false)))
                .containsEntry("confirmed", true)
                .containsEntry("customerData", false);
    }

    @Test
    void aFieldThatIsOnlyForThisMomentBecomesAnOrdinaryOne() {
        var sent = Variables.createVariables().putValueTyped("lossDecision", Variables.stringValue("loss", true));
        assertThat(FormFields.of("confirm-loss")
                        .checked(sent)
                        .getValueTyped("lossDecision")
                        .isTransient())
                .isFalse();
    }
}
