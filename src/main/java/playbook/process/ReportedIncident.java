package playbook.process;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;

/** The incident of an execution, by business key: no form can change that, as it could change a variable. */
@Component
class ReportedIncident {

    private final IncidentNumbers numbers;

    ReportedIncident(IncidentNumbers numbers) {
        this.numbers = numbers;
    }

    Incident of(DelegateExecution execution) {
        return numbers.named(execution.getProcessBusinessKey());
    }
}
