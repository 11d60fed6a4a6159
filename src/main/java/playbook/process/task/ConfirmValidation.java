package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.APPLICATION_CHECKS;
import static playbook.process.engine.PlaybookVariables.DATA_CHECKS;
import static playbook.process.engine.PlaybookVariables.VALIDATION_CONFIRMED_BY;
import static playbook.process.engine.PlaybookVariables.VALIDATION_NOTE;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ValidationConfirmation;

/** Whether the recovered data is right, by this round's checks. */
@Component
class ConfirmValidation implements Question {

    private final Evidence evidence;
    private final CheckRows checks;

    ConfirmValidation(Evidence evidence, CheckRows checks) {
        this.evidence = evidence;
        this.checks = checks;
    }

    @Override
    public Asked asked() {
        return Asked.VALIDATION;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        DATA_CHECKS.setLocal(task, checks.ofTheData(task, incident));
        APPLICATION_CHECKS.setLocal(task, checks.ofTheApplication(task, incident));
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        if (input.answer(asked()) != Answer.CONFIRM) {
            input.needed(VALIDATION_NOTE, "say what is wrong: the next decision needs it.");
        }
        return input.note(VALIDATION_NOTE).read();
    }

    /** Who confirms although a check failed says why. */
    @Override
    public void check(DelegateTask task, Incident incident, Map<String, String> answer) {
        if (!confirmed(answer)) {
            return;
        }
        List<String> failed = checks.failed(task, incident);
        if (!failed.isEmpty() && answer.getOrDefault(VALIDATION_NOTE.name(), "").isBlank()) {
            throw new HintedException(
                    "these checks failed: " + String.join(", ", failed) + "; and no reason is given to confirm them",
                    "go back to the decision, or say in the note why they do not matter.");
        }
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        evidence.found(
                incident,
                asked().form(),
                new ValidationConfirmation(confirmed(answer), answer.getOrDefault(VALIDATION_NOTE.name(), ""), who));
        VALIDATION_CONFIRMED_BY.set(task.getExecution(), who);
    }

    private boolean confirmed(Map<String, String> answer) {
        return Answer.CONFIRM.value().equals(answer.get(asked().field()));
    }
}
