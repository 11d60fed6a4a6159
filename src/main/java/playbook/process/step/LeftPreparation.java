package playbook.process.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import playbook.operation.Operations;
import playbook.process.incident.ReportedIncident;

/**
 * Ends the jobs of a preparation that was left while they ran, before the way that was chosen begins: its first step makes a
 * side instance of its own, and nothing may work on this one any more. After a preparation that ended there are none.
 */
@Component
class LeftPreparation implements ExecutionListener {

    private final ReportedIncident incidents;
    private final Operations operations;

    LeftPreparation(ReportedIncident incidents, Operations operations) {
        this.incidents = incidents;
        this.operations = operations;
    }

    @Override
    public void notify(DelegateExecution execution) {
        operations.cancel(incidents.of(execution), RowPreparation.STEPS);
    }
}
