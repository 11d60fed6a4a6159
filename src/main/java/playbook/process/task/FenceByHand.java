package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.FENCE_DECISION;
import static playbook.process.engine.PlaybookVariables.FENCE_NOTE;
import static playbook.process.engine.PlaybookVariables.TROUBLES;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.freeze.FenceResult;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.Incident;

/** The fence could not be proved: who still writes, and what a person did about it. */
@Component
class FenceByHand implements Question {

    private final RoundFindings found;

    FenceByHand(RoundFindings found) {
        this.found = found;
    }

    @Override
    public Asked asked() {
        return Asked.FENCE;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        TROUBLES.setLocal(
                task,
                FormRows.lines(found.of(task, incident, "fence", FenceResult.class)
                        .map(FenceResult::stillWriting)
                        .orElse(List.of(RoundFindings.NOT_LOOKED))));
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        input.needed(FENCE_NOTE, "say what you did to keep writers out.");
        input.answer(asked(), Answer.LOOK_AGAIN);
        return input.read();
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        FENCE_DECISION.set(task.getExecution(), answer.getOrDefault(FENCE_DECISION.name(), Answer.LOOK_AGAIN.value()));
    }
}
