package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.OPERATION_NAME;
import static playbook.process.engine.PlaybookVariables.STEP;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.operation.OperationRecord;
import playbook.process.incident.ReportedIncident;

/** Starts long work, or finds it started. */
@Component
class StartOperationDelegate implements JavaDelegate {

    private final LongSteps steps;
    private final ReportedIncident incidents;
    private final StepsBehindTheFence behindTheFence;

    StartOperationDelegate(LongSteps steps, ReportedIncident incidents, StepsBehindTheFence behindTheFence) {
        this.steps = steps;
        this.incidents = incidents;
        this.behindTheFence = behindTheFence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String step = STEP.in(execution);
        behindTheFence.proveFor(incidents.of(execution), steps.named(step));
        OperationRecord operation = steps.start(execution, step);
        OPERATION_NAME.set(execution, operation.name());
    }
}
