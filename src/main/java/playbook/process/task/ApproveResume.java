package playbook.process.task;

import java.util.Map;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Answer.Asked;
import playbook.incident.Incident;
import playbook.incident.ValidationConfirmation;
import playbook.process.engine.NotAllowed;

/** May users get in again; another person than who confirmed the validation answers. */
@Component
class ApproveResume implements Question {

    private final Evidence evidence;

    ApproveResume(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Asked asked() {
        return Asked.RESUMPTION;
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        input.answer(asked());
        return input.read();
    }

    @Override
    public void mustBeAnother(Incident incident, String who) {
        if (evidence.find(incident, ValidationConfirmation.class)
                .filter(validation -> validation.confirmedBy().equals(who))
                .isPresent()) {
            throw new NotAllowed(
                    who + " confirmed the validation and can't approve the resumption too",
                    "another manager approves.");
        }
    }
}
