package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.ENDING;
import static playbook.process.engine.PlaybookVariables.FAILURE_ORDER;
import static playbook.process.engine.PlaybookVariables.PHASE;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.stereotype.Component;
import playbook.incident.Answer;
import playbook.process.incident.GivenOrders;

/**
 * What a person ordered for a step that failed, obeyed when the step runs once more. An order that is not on record is
 * none.
 */
@Component
public class FailureOrders implements ExecutionListener {

    public static final String BY_HAND = "BY_HAND";
    static final String LEFT = "LEFT";

    private static final Set<String> WITHOUT_RESULT = Set.of(BY_HAND, LEFT, "NOT_PROVED", "KILLED");

    private final GivenOrders given;

    FailureOrders(GivenOrders given) {
        this.given = given;
    }

    /** Nothing of the step is on record in this round: its outcome says how it was left. */
    public static boolean withoutResult(String outcome) {
        return WITHOUT_RESULT.contains(outcome);
    }

    /** An order belongs to one activity: the execution that carries it goes on to others. */
    static String order(String activity, String decision) {
        return activity + ":" + decision;
    }

    /** Before each service task and gateway, and on the way out of each step: the orders which lead away from it. */
    @Override
    public void notify(DelegateExecution execution) {
        if (taken(execution, Answer.ANOTHER_STRATEGY) || taken(execution, Answer.ANOTHER_CULPRIT)) {
            throw new BpmnError("anotherStrategy");
        }
        if (taken(execution, Answer.STOP) && !stopping(execution)) {
            throw new BpmnError("stopResponse");
        }
    }

    /** Everything is being given back already: there is nothing left to stop, but a step may be left undone. */
    private static boolean stopping(DelegateExecution execution) {
        return PHASE.find(execution).filter("resume"::equals).isPresent()
                && ENDING.find(execution).filter("stopped"::equals).isPresent();
    }

    /** Somebody stopped the response at this step of giving back, so it is not what the rest waits for. */
    boolean left(DelegateExecution execution) {
        return stopping(execution)
                && given.of(execution.getProcessBusinessKey())
                        .anyMatch(order -> order.phase().equals("resume")
                                && order.order().equals(Answer.STOP.value())
                                && order.step().equals(execution.getCurrentActivityId()));
    }

    boolean doneByHand(DelegateExecution execution) {
        return taken(execution, Answer.BY_HAND);
    }

    /** Carried by the execution that waited; a decision table runs in one below it. */
    private boolean taken(DelegateExecution execution, Answer decision) {
        String order = order(execution.getCurrentActivityId(), decision.value());
        Optional<VariableScope> carrier = Stream.of(execution, ((ExecutionEntity) execution).getParent())
                .filter(Objects::nonNull)
                .map(VariableScope.class::cast)
                .filter(scope -> order.equals(scope.getVariableLocal(FAILURE_ORDER.name())))
                .findFirst();
        if (carrier.isEmpty()) {
            return false;
        }
        carrier.get().removeVariableLocal(FAILURE_ORDER.name());
        return given.given(execution.getProcessBusinessKey(), execution.getCurrentActivityId(), decision.value());
    }
}
