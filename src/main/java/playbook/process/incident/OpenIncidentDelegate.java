package playbook.process.incident;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;

/** Puts the declaration of the incident on record; every clock counts from it. */
@Component
class OpenIncidentDelegate implements JavaDelegate {

    private final ReportedIncident incidents;
    private final Evidence evidence;

    OpenIncidentDelegate(ReportedIncident incidents, Evidence evidence) {
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        evidence.found(incidents.of(execution), "openIncident", incidents.of(execution));
    }
}
