package playbook.process.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Starts the copies of the damaged state and does not wait: only what overwrites waits for them. */
@Component
class StartSnapshotDelegate implements JavaDelegate {

    private final LongSteps steps;

    StartSnapshotDelegate(LongSteps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        steps.start(execution, "copyServer");
        steps.start(execution, "dumpDatabase");
    }
}
