package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.ATTEMPT;
import static playbook.process.engine.PlaybookVariables.FAILURE_NOTE;
import static playbook.process.engine.PlaybookVariables.OUTCOME;
import static playbook.process.engine.PlaybookVariables.PHASE;
import static playbook.process.engine.PlaybookVariables.STEP;
import static playbook.process.engine.PlaybookVariables.STEP_TITLE;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.FailedStepOrder;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.process.step.FailureOrders;

/** A step failed as often as it may: how does the response go on. */
@Component
class HandleFailedStep implements Question {

    /** Tasks of the models that are no steps; nobody can have done these by hand either. */
    static final Set<String> OURS_ALONE = Set.of("startOperation", "recommendStrategy");

    static final Set<String> REPLACEABLE_PHASES = Set.of("decide", "recover", "validate");

    private final Evidence evidence;
    private final List<LongStep<?>> steps;

    HandleFailedStep(Evidence evidence, List<LongStep<?>> steps) {
        this.evidence = evidence;
        this.steps = steps;
    }

    @Override
    public Asked asked() {
        return Asked.FAILED_STEP;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        if (STEP_TITLE.find(task).isEmpty()) {
            STEP_TITLE.setLocal(task, Figures.spoken(STEP.find(task).orElse("step")));
        }
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        Answer answer = input.answer(asked());
        mustFitThePhase(answer, PHASE.find(sent).orElse(""));
        if (answer == Answer.BY_HAND) {
            mustBePossibleByHand(STEP.find(sent).orElse(""));
            input.needed(FAILURE_NOTE, "say what you did by hand, and how you know that it worked.");
        }
        return input.note(FAILURE_NOTE).read();
    }

    private static void mustFitThePhase(Answer answer, String phase) {
        if (REPLACEABLE_PHASES.contains(phase)) {
            return;
        }
        String otherwise = "try again, do the step by hand, or stop the response.";
        if (answer == Answer.ANOTHER_CULPRIT) {
            throw new HintedException(
                    "another transaction can't be named in phase '" + phase + "'",
                    phase.equals("assess")
                            ? "go on: the question which transaction did it comes when the assessment is done."
                            : otherwise);
        }
        if (answer == Answer.ANOTHER_STRATEGY) {
            throw new HintedException("another strategy can't be chosen in phase '" + phase + "'", otherwise);
        }
    }

    private void mustBePossibleByHand(String step) {
        if (OURS_ALONE.contains(step)
                || steps.stream().anyMatch(one -> one.name().equals(step) && one.neverByHand())) {
            throw new HintedException(
                    "'" + Figures.spoken(step)
                            + "' can't be done by hand: what goes on from it is a document that only the"
                            + " playbook makes",
                    "try again, choose another strategy, or stop the response.");
        }
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        String order = answer.getOrDefault(asked().field(), "");
        evidence.found(
                incident,
                asked().form(),
                new FailedStepOrder(STEP.find(task).orElse(""), PHASE.find(task).orElse(""), order, who));
        if (order.equals(Answer.TRY_AGAIN.value())) {
            ATTEMPT.set(task.getExecution(), ATTEMPT.find(task).orElse(1) + 1);
        }
        if (order.equals(Answer.BY_HAND.value())) {
            OUTCOME.set(task.getExecution(), FailureOrders.BY_HAND);
        }
    }
}
