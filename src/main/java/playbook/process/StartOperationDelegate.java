package playbook.process;

import static playbook.process.PlaybookVariables.OPERATION_NAME;
import static playbook.process.PlaybookVariables.STEP;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.operation.OperationRecord;

/** Starts long work, or finds it started. */
@Component
class StartOperationDelegate implements JavaDelegate {

    private final LongSteps steps;

    StartOperationDelegate(LongSteps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        OperationRecord operation = steps.start(execution, STEP.in(execution));
        OPERATION_NAME.set(execution, operation.name());
    }
}
