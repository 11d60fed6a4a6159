package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;

/** Each error that somebody could make in a model or a form, made in a copy of them: a rule finds it and names its place. */
class SeededModelErrorsTest {

    /** File, what is right there, what is wrong, and how the message that finds it begins: file and element. */
    private static final String SEEDED = """
            processes/assess-loss.bpmn        | P3650D | P30D | assess-loss.bpmn, assess-loss: how long
            processes/assess-loss.bpmn        | versionTag="0.1" | versionTag="0.2" | assess-loss.bpmn, assess-loss: version
            processes/assess-loss.bpmn        | id="assess-loss" | id="assess-losses" | assess-loss.bpmn, assess-losses: id
            processes/assess-loss.bpmn        | bpmnElement="confirm-loss" | bpmnElement="countRows" | assess-loss.bpmn, confirm-loss: drawn
            processes/stop-loss.bpmn          | ${pinDelegate} | ${fenceDelegate} | stop-loss.bpmn, pin: bean
            processes/stop-loss.bpmn          | camunda:asyncBefore="true" | camunda:asyncBefore="false" | stop-loss.bpmn, pin: a job of its own
            processes/assess-loss.bpmn        | camunda:formRef="confirm-loss" | camunda:formRef="confirm-los" | assess-loss.bpmn, confirm-loss: form
            processes/assess-loss.bpmn        | camunda:formRefBinding="deployment" | camunda:formRefBinding="latest" | assess-loss.bpmn, confirm-loss: binding
            processes/assess-loss.bpmn        | camunda:candidateGroups="dba" | camunda:candidateGroups="dbas" | assess-loss.bpmn, confirm-loss: groups
            processes/assess-loss.bpmn        | camunda:dueDate="PT15M" | camunda:priority="50" | assess-loss.bpmn, confirm-loss: due
            processes/decide-recovery.bpmn    | camunda:dueDate="PT10M" | camunda:dueDate="PT20M" | decide-recovery.bpmn, approve-recovery: reminders
            processes/decide-recovery.bpmn    | delegateExpression="${reminder}" | delegateExpression="${remind}" | decide-recovery.bpmn, choose-strategy: listener ${remind}
            processes/decide-recovery.bpmn    | delegateExpression="${leftPreparation}" | delegateExpression="${leftPreparations}" | decide-recovery.bpmn, preparedAndChosen-to-chosenWay: listener ${leftPreparations}
            processes/decide-recovery.bpmn    | camunda:decisionRef="recovery-strategy" | camunda:decisionRef="recovery-strategies" | decide-recovery.bpmn, recommendStrategy: decision table
            processes/decide-recovery.bpmn    | target="planCutOverOutcome" | target="planCutoverOutcome" | decide-recovery.bpmn, planCutOver: hands back
            processes/decide-recovery.bpmn    | sourceExpression="planCutOver" | sourceExpression="planRecovery" | decide-recovery.bpmn, planCutOver: step
            processes/decide-recovery.bpmn    | ${strategy == 'row-recovery'} | ${strategy == 'rows-recovery'} | decide-recovery.bpmn, chosenWay-to-planRecovery: ${strategy == 'rows-recovery'}
            processes/recover-rows.bpmn       | R1/PT0S | R3/PT5S | recover-rows.bpmn, mergeRows: a destructive step
            processes/recover-rows.bpmn       | businessKey="#{execution.processBusinessKey}" | businessKey="#{incidentKey}" | recover-rows.bpmn, copyServer: business key
            processes/recover-rows.bpmn       | camunda:in businessKey="#{execution.processBusinessKey}" | camunda:in variables="all" | recover-rows.bpmn, copyServer: business key
            processes/recover-rows.bpmn       | calledElement="run-operation" | calledElement="run-operations" | recover-rows.bpmn, copyServer: called model
            processes/data-loss-response.bpmn | source="fenceOutcome" target="fenceOutcome" | source="fenceOutcome" target="fencedOutcome" | data-loss-response.bpmn, stopLoss: hands back 'fencedOutcome' as
            processes/data-loss-response.bpmn | source="approval" target="approval" | source="approved" target="approval" | data-loss-response.bpmn, decideRecovery: hands back 'approval' as
            processes/data-loss-response.bpmn | source="approval" target="approval" | source="approvalNote" target="approvalNote" | data-loss-response.bpmn, approved-to-recoverRows: is handed back
            processes/data-loss-response.bpmn | sourceExpression="decide" | sourceExpression="decision" | data-loss-response.bpmn, decideRecovery: phase
            processes/data-loss-response.bpmn | sourceExpression="resolved" | sourceExpression="solved" | data-loss-response.bpmn, resumeService: ending
            processes/data-loss-response.bpmn | ${lossDecision == 'loss'} | ${lossDecision == 'losss'} | data-loss-response.bpmn, realLoss-to-decideRecovery: ${lossDecision == 'losss'}
            processes/data-loss-response.bpmn | ${approval == 'approve'} | ${approval == 'approved'} | data-loss-response.bpmn, approved-to-recoverRows: ${approval == 'approved'}
            processes/data-loss-response.bpmn | ${again == 'culprit'} | ${agian == 'culprit'} | data-loss-response.bpmn, askedAnew-to-assessLoss: ${agian == 'culprit'}
            processes/stop-loss.bpmn          | ${fenceOutcome == 'UP'} | ${fenceOutcome == 'PROVED'} | stop-loss.bpmn, fenceProved-to-stopApplications: ${fenceOutcome == 'PROVED'}
            processes/run-operation.bpmn      | ${outcome == 'PROVED'} | ${outcome == 'PROVEN'} | run-operation.bpmn, operationProved-to-operationDone: ${outcome == 'PROVEN'}
            processes/recovery-strategy.dmn   | decision id="recovery-strategy" | decision id="recovery-strategies" | recovery-strategy.dmn, recovery-strategies: id
            processes/recovery-strategy.dmn   | hitPolicy="RULE ORDER" | hitPolicy="FIRST" | recovery-strategy.dmn, recovery-strategy-table: hit policy
            processes/recovery-strategy.dmn   | facts.walContinuous | facts.walContinous | recovery-strategy.dmn, walContinuous-expression: facts
            processes/recovery-strategy.dmn   | facts.megabytes | megabytes | recovery-strategy.dmn, megabytes-expression: facts
            processes/recovery-strategy.dmn   | id="megabytes-expression" typeRef="long" | id="megabytes-expression" typeRef="string" | recovery-strategy.dmn, megabytes-expression: type
            processes/recovery-strategy.dmn   | name="reason" | name="why" | recovery-strategy.dmn, reason-output: output
            processes/recovery-strategy.dmn   | name="strategy" | name="way" | recovery-strategy.dmn, strategy-output: output
            processes/recovery-strategy.dmn   | "accidental-delete" | "accidental-deletes" | recovery-strategy.dmn, rows-by-culprit-scenario: kinds of loss
            processes/recovery-strategy.dmn   | <text>true</text> | <text>yes</text> | recovery-strategy.dmn, server-lost-walContinuous: is of type boolean
            processes/recovery-strategy.dmn   | <text>"row-recovery"</text> | <text>"rows-recovery"</text> | recovery-strategy.dmn, rows-by-culprit: way back
            processes/recovery-strategy.dmn   | <text>"row-recovery"</text> | <text>row-recovery</text> | recovery-strategy.dmn, rows-by-culprit: way back
            processes/recovery-strategy.dmn   | "The server does not answer: everything in the archive is replayed on healthy storage." | "" | recovery-strategy.dmn, server-lost: reason
            forms/confirm-loss.form           | "value": "false-alarm" | "value": "no-loss" | confirm-loss.form, Field_lossDecision lossDecision: answer 'no-loss'
            forms/confirm-loss.form           | "key": "explains" | "key": "explained" | confirm-loss.form, Field_table1 : columns of 'suspects'
            forms/confirm-loss.form           | "dataSource": "=tableCounts" | "dataSource": "=tablesCounts" | confirm-loss.form, Field_table2 : rows
            forms/confirm-loss.form           | =lossDecision != | =lossDecison != | confirm-loss.form, Field_culpritXid culpritXid: lossDecison in
            forms/confirm-loss.form           | "key": "culpritXids" | "key": "suspects" | confirm-loss.form, Field_culpritXids suspects: what the server reads
            forms/confirm-loss.form           | "required": true | "required": false | confirm-loss.form, Field_lossDecision lossDecision: is answered
            forms/confirm-loss.form           | "key": "lossTime", | "key": "lossTime", "readonly": true, | confirm-loss.form, Field_lossTime lossTime: form-js would send
            forms/approve-recovery.form       | {{incidentKey}} | {{incidentkey}} | approve-recovery.form, Field_cutOverText : incidentkey in
            forms/approve-recovery.form       | {{planServer}} | {{planRecovery.systemIdentifier}} | approve-recovery.form, Field_cutOverText : planRecovery in
            forms/approve-recovery.form       | "key": "approvalNote" | "key": "approvalNotes" | approve-recovery.form, Field_approvalNote approvalNotes: key
            forms/approve-recovery.form       | "key": "approvalNote" | "key": "failureNote" | approve-recovery.form, Field_approvalNote failureNote: what the server reads
            forms/approve-recovery.form       | "key": "approvalTarget", |  | approve-recovery.form, approve-recovery: fields
            forms/approve-recovery.form       | "maxLength" | "maximum" | approve-recovery.form, Field_approvalTarget approvalTarget: longest text
            forms/approve-recovery.form       | "id": "approve-recovery" | "id": "approve" | approve-recovery.form, approve: id
            forms/approve-recovery.form       | "id": "Field_table1" | "id": "Field_text0" | approve-recovery.form, Field_text0 : once
            forms/approve-resume.form         | "value": "resume" | "value": "resumed" | approve-resume.form, Field_resumeDecision resumeDecision: answer 'resumed'
            forms/choose-strategy.form        | facts.megabytes | facts.megabyte | choose-strategy.form, Field_text2 : facts in
            forms/choose-strategy.form        | {label: o.title, | {label: o.name, | choose-strategy.form, Field_strategy strategy: o in
            forms/choose-strategy.form        | "key": "way" | "key": "ways" | choose-strategy.form, Field_table1 : columns of 'strategyOptions'
            forms/choose-strategy.form        | satisfies way.available | satisfies way.possible | choose-strategy.form, Field_noWay : way in
            forms/handle-failed-step.form     | "value": "try-again" | "value": "retry" | handle-failed-step.form, Field_failureDecision failureDecision: answer 'retry'
            forms/handle-failed-step.form     | "label": "Note: what you did | "label": "Note: what {{you}} did | handle-failed-step.form, Field_failureNote failureNote: you in
            forms/fence-by-hand.form          | the writers are kept out now" | the writers are kept out now, by the port that I closed and the sessions that I ended" | fence-by-hand.form, Field_fenceDecision fenceDecision
            """;

    /** What the rules said of each error, by their names: read once, also when rules are counted. */
    private static final Map<Seeded, Map<String, String>> FOUND = new ConcurrentHashMap<>();

    @TempDir
    private Path folder = Path.of("");

    record Seeded(String file, String right, String wrong, String place) {

        @Override
        public String toString() {
            return file + ": " + right + " -> " + wrong;
        }
    }

    static Stream<Seeded> errors() {
        return SEEDED.lines()
                .map(line -> line.split(" \\| "))
                .map(part -> new Seeded(part[0].strip(), part[1].strip(), part[2].strip(), part[3].strip()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void isFoundWithItsPlace(Seeded error) {
        assertThat(error.place()).as("file and element").matches("[a-z-]+\\.(bpmn|dmn|form), \\w.*");
        assertThat(found(error).values())
                .as("%s", error)
                .anySatisfy(message -> assertThat(message).contains(error.place()));
    }

    /** Otherwise a rule could be emptied, and nobody would see it. */
    @Test
    void everyRuleIsBrokenByOneOfThem() {
        Set<String> broken = new TreeSet<>();
        errors().forEach(error -> broken.addAll(found(error).keySet()));
        broken.addAll(withoutItsForm().keySet());
        assertThat(broken).containsExactlyInAnyOrderElementsOf(rules().all().keySet());
    }

    @Test
    void theyAreManyAndDifferent() {
        assertThat(errors().distinct()).hasSameSizeAs(errors().toList()).hasSizeGreaterThan(60);
    }

    @Test
    void aFormThatIsGoneOrThatNobodyUsesIsFoundWithItsPlace() throws IOException {
        assertThat(withoutItsForm().values())
                .anySatisfy(message -> assertThat(message).contains("assess-loss.bpmn, confirm-loss: form"));
        copy();
        Files.copy(folder.resolve("forms/confirm-loss.form"), folder.resolve("forms/confirm-gain.form"));
        assertThat(broken().values()).anySatisfy(message -> assertThat(message).contains("confirm-gain.form"));
    }

    private Map<String, String> withoutItsForm() {
        copy();
        try {
            Files.delete(folder.resolve("forms/confirm-loss.form"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return broken();
    }

    /** Without an error nothing is found in the copy either. */
    @Test
    void aTrueCopyBreaksNoRule() {
        copy();
        assertThat(broken()).isEmpty();
    }

    /** What is no error stands for one that no rule knows. */
    @Test
    void anErrorThatNoRuleFindsIsTold() {
        Seeded unknown = new Seeded(
                "forms/confirm-loss.form", "Is this a loss", "Is this any loss", "confirm-loss.form, Field_text0");
        assertThatThrownBy(() -> isFoundWithItsPlace(unknown))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Is this any loss");
    }

    private Map<String, String> found(Seeded error) {
        return FOUND.computeIfAbsent(error, this::seeded);
    }

    private Map<String, String> seeded(Seeded error) {
        copy();
        Path seeded = folder.resolve(error.file());
        try {
            String text = Files.readString(seeded);
            assertThat(text).as("the error can be made").contains(error.right());
            Files.writeString(
                    seeded, text.replaceFirst(Pattern.quote(error.right()), Matcher.quoteReplacement(error.wrong())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return broken();
    }

    private void copy() {
        try {
            for (String part : List.of("processes", "forms")) {
                FileSystemUtils.deleteRecursively(folder.resolve(part));
                FileSystemUtils.copyRecursively(Path.of(part), folder.resolve(part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ModelRules rules() {
        return new ModelRules(folder.resolve("processes"), folder.resolve("forms"));
    }

    private Map<String, String> broken() {
        Map<String, String> broken = new LinkedHashMap<>();
        rules().all().forEach((name, rule) -> {
            try {
                rule.run();
            } catch (AssertionError found) {
                broken.put(name, name + ": " + found.getMessage());
            }
        });
        return broken;
    }
}
