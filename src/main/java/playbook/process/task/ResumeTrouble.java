package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.TROUBLES;
import static playbook.process.engine.PlaybookVariables.TROUBLE_NOTE;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.incident.Answer.Asked;
import playbook.incident.Incident;
import playbook.resume.WatchResumedResult;

/** Something is wrong since users are in again: does the service stay. */
@Component
class ResumeTrouble implements Question {

    private final RoundFindings found;

    ResumeTrouble(RoundFindings found) {
        this.found = found;
    }

    @Override
    public Asked asked() {
        return Asked.TROUBLE;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        TROUBLES.setLocal(
                task,
                FormRows.lines(found.of(task, incident, "watchResumed", WatchResumedResult.class)
                        .map(WatchResumedResult::troubles)
                        .orElse(List.of(RoundFindings.NOT_LOOKED))));
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        input.answer(asked());
        return input.note(TROUBLE_NOTE).read();
    }
}
