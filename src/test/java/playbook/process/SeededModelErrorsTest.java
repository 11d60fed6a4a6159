package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** Each error that somebody could make in a model or a form, made in a copy of them: a rule finds it and names its place. */
class SeededModelErrorsTest {

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            processes/assess-loss.bpmn         | P3650D                                    | P30D                                      | assess-loss.bpmn
            processes/assess-loss.bpmn         | versionTag="0.1"                          | versionTag="0.2"                          | assess-loss.bpmn
            processes/assess-loss.bpmn         | id="assess-loss"                          | id="assess-losses"                        | assess-loss.bpmn
            processes/stop-loss.bpmn           | ${pinDelegate}                            | ${fenceDelegate}                          | stop-loss.bpmn, pin
            processes/stop-loss.bpmn           | camunda:asyncBefore="true"                | camunda:asyncBefore="false"               | stop-loss.bpmn,
            processes/assess-loss.bpmn         | camunda:formRef="confirm-loss"            | camunda:formRef="confirm-los"             | assess-loss.bpmn, confirm-loss
            processes/assess-loss.bpmn         | camunda:formRefBinding="deployment"       | camunda:formRefBinding="latest"           | assess-loss.bpmn, confirm-loss
            processes/assess-loss.bpmn         | camunda:candidateGroups="dba"             | camunda:candidateGroups="dbas"            | assess-loss.bpmn, confirm-loss
            processes/decide-recovery.bpmn     | camunda:dueDate="PT10M"                   | camunda:dueDate="PT20M"                   | decide-recovery.bpmn, approve-recovery
            processes/decide-recovery.bpmn     | delegateExpression="${reminder}"          | delegateExpression="${remind}"            | decide-recovery.bpmn
            processes/decide-recovery.bpmn     | delegateExpression="${leftPreparation}"   | delegateExpression="${leftPreparations}"  | decide-recovery.bpmn
            processes/decide-recovery.bpmn     | camunda:decisionRef="recovery-strategy"   | camunda:decisionRef="recovery-strategies" | decide-recovery.bpmn, recommendStrategy
            processes/decide-recovery.bpmn     | target="planCutOverOutcome"               | target="planCutoverOutcome"               | decide-recovery.bpmn, planCutOver
            processes/decide-recovery.bpmn     | sourceExpression="planCutOver"            | sourceExpression="planRecovery"           | decide-recovery.bpmn, planCutOver
            processes/decide-recovery.bpmn     | ${strategy == 'row-recovery'}             | ${strategy == 'rows-recovery'}            | decide-recovery.bpmn, chosenWay-to-planRecovery
            processes/recover-rows.bpmn        | R1/PT0S                                   | R3/PT5S                                   | recover-rows.bpmn, mergeRows
            processes/recover-rows.bpmn        | businessKey="#{execution.processBusinessKey}" | businessKey="#{incidentKey}"          | recover-rows.bpmn,
            processes/recover-rows.bpmn        | calledElement="run-operation"             | calledElement="run-operations"            | recover-rows.bpmn,
            processes/data-loss-response.bpmn  | source="fenceOutcome" target="fenceOutcome" | source="fenceOutcome" target="fencedOutcome" | data-loss-response.bpmn,
            processes/data-loss-response.bpmn  | source="approval" target="approval"       | source="approved" target="approval"       | data-loss-response.bpmn,
            processes/data-loss-response.bpmn  | sourceExpression="decide"                 | sourceExpression="decision"               | data-loss-response.bpmn,
            processes/data-loss-response.bpmn  | sourceExpression="resolved"               | sourceExpression="solved"                 | data-loss-response.bpmn,
            processes/data-loss-response.bpmn  | ${approval == 'approve'}                  | ${approval == 'approved'}                 | data-loss-response.bpmn,
            processes/data-loss-response.bpmn  | ${again == 'culprit'}                     | ${agian == 'culprit'}                     | data-loss-response.bpmn,
            processes/stop-loss.bpmn           | ${fenceOutcome == 'UP'}                   | ${fenceOutcome == 'PROVED'}               | stop-loss.bpmn,
            processes/run-operation.bpmn       | ${outcome == 'PROVED'}                    | ${outcome == 'PROVEN'}                    | run-operation.bpmn,
            processes/recovery-strategy.dmn    | facts.walContinuous                       | facts.walContinous                        | recovery-strategy.dmn
            processes/recovery-strategy.dmn    | name="reason"                             | name="why"                                | recovery-strategy.dmn
            forms/confirm-loss.form            | "value": "false-alarm"                    | "value": "no-loss"                        | confirm-loss.form,
            forms/confirm-loss.form            | "key": "explains"                         | "key": "explained"                        | confirm-loss.form,
            forms/confirm-loss.form            | "dataSource": "=tableCounts"              | "dataSource": "=tablesCounts"             | confirm-loss.form,
            forms/confirm-loss.form            | =lossDecision !=                          | =lossDecison !=                           | confirm-loss.form,
            forms/approve-recovery.form        | {{incidentKey}}                           | {{incidentkey}}                           | approve-recovery.form,
            forms/approve-recovery.form        | {{planServer}}                            | {{planRecovery.systemIdentifier}}         | approve-recovery.form,
            forms/approve-recovery.form        | "key": "approvalNote"                     | "key": "approvalNotes"                    | approve-recovery.form,
            forms/approve-recovery.form        | "maxLength"                               | "maximum"                                 | approve-recovery.form,
            forms/approve-recovery.form        | "id": "approve-recovery"                  | "id": "approve"                           | approve-recovery.form
            forms/choose-strategy.form         | facts.megabytes                           | facts.megabyte                            | choose-strategy.form,
            forms/handle-failed-step.form      | "value": "try-again"                      | "value": "retry"                          | handle-failed-step.form,
            """)
    void isFoundWithItsPlace(String file, String right, String wrong, String place) throws IOException {
        copy();
        Path seeded = folder.resolve(file);
        String text = Files.readString(seeded);
        assertThat(text).as("the error can be made").contains(right);
        Files.writeString(
                seeded,
                text.replaceFirst(
                        java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)));

        assertThat(broken()).anySatisfy(message -> assertThat(message).contains(place));
    }

    /** Without an error nothing is found in the copy either. */
    @Test
    void aTrueCopyBreaksNoRule() throws IOException {
        copy();
        assertThat(broken()).isEmpty();
    }

    private void copy() throws IOException {
        for (String part : List.of("processes", "forms")) {
            FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
        }
    }

    private List<String> broken() {
        List<String> broken = new ArrayList<>();
        new ModelRules(folder.resolve("processes"), folder.resolve("forms"))
                .all()
                .forEach((name, rule) -> {
                    try {
                        rule.run();
                    } catch (AssertionError found) {
                        broken.add(name + ": " + found.getMessage());
                    }
                });
        return broken;
    }
}
