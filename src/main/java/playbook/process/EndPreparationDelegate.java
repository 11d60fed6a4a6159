package playbook.process;

import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.operation.Operations;

/**
 * Ends the preparation of a recovery of rows when another way was chosen, whether it runs or has failed: one way must
 * never wait for another. The next step makes a side instance of its own, so nothing may work on this one any more.
 */
@Component
class EndPreparationDelegate implements JavaDelegate {

    private static final String MESSAGE = "preparationNotNeeded";

    private final ReportedIncident incidents;
    private final Operations operations;

    EndPreparationDelegate(ReportedIncident incidents, Operations operations) {
        this.incidents = incidents;
        this.operations = operations;
    }

    @Override
    public void execute(DelegateExecution execution) {
        operations.cancel(incidents.of(execution), RowPreparation.STEPS);
        RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
        runtime.createExecutionQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .messageEventSubscriptionName(MESSAGE)
                .list()
                .forEach(waiting -> runtime.messageEventReceived(MESSAGE, waiting.getId()));
    }
}
