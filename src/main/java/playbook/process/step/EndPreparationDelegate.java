package playbook.process.step;

import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Ends the preparation of a recovery of rows when another way was chosen, whether it runs or has failed: one way must
 * never wait for another. Its jobs are ended only when this is committed ({@link LeftPreparation}): somebody who still
 * waited for one would hear that it was cancelled, and ask a person what to do about it.
 */
@Component
class EndPreparationDelegate implements JavaDelegate {

    private static final String MESSAGE = "preparationNotNeeded";

    @Override
    public void execute(DelegateExecution execution) {
        RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
        runtime.createExecutionQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .messageEventSubscriptionName(MESSAGE)
                .list()
                .forEach(waiting -> runtime.messageEventReceived(MESSAGE, waiting.getId()));
    }
}
