package playbook.process;

import static playbook.process.PlaybookVariables.FAILURE_ORDER;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/** What a person ordered for a step that failed, obeyed when the step runs once more. */
@Component
class FailureOrders implements ExecutionListener {

    static final String BY_HAND = "BY_HAND";

    /** An order belongs to one activity: the execution that carries it goes on to others. */
    static String order(String activity, String decision) {
        return activity + ":" + decision;
    }

    /** Before each service task: the orders which lead away from it. */
    @Override
    public void notify(DelegateExecution execution) {
        if (taken(execution, "another-strategy")) {
            throw new BpmnError("anotherStrategy");
        }
        if (taken(execution, "stop")) {
            throw new BpmnError("stopResponse");
        }
    }

    boolean doneByHand(DelegateExecution execution) {
        return taken(execution, "by-hand");
    }

    private static boolean taken(DelegateExecution execution, String decision) {
        Object order = execution.getVariableLocal(FAILURE_ORDER.name());
        if (!order(execution.getCurrentActivityId(), decision).equals(order)) {
            return false;
        }
        execution.removeVariableLocal(FAILURE_ORDER.name());
        return true;
    }
}
