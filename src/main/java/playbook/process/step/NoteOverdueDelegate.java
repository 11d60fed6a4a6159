package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.OPERATION_NAME;
import static playbook.process.engine.PlaybookVariables.STEP;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.process.incident.ReportedIncident;

/** Puts on record that long work takes longer than expected. */
@Component
class NoteOverdueDelegate implements JavaDelegate {

    private final ReportedIncident incidents;
    private final Evidence evidence;

    NoteOverdueDelegate(ReportedIncident incidents, Evidence evidence) {
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        evidence.failed(
                incidents.of(execution),
                STEP.in(execution),
                OPERATION_NAME.in(execution) + " is late: it runs longer than 30 minutes and goes on.");
    }
}
