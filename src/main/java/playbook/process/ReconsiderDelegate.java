package playbook.process;

import static playbook.process.PlaybookVariables.ROUND;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Begins another round of deciding, whose long work has names of its own. */
@Component
class ReconsiderDelegate implements JavaDelegate {

    @Override
    public void execute(DelegateExecution execution) {
        ROUND.set(execution, ROUND.in(execution) + 1);
    }
}
