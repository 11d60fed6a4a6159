package playbook.process.incident;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;

/**
 * The incident of an execution, by business key: no form can change that, as it could change a variable. Whoever asks from
 * an instance that is not the incident's own gets no answer, so that nothing is done there.
 */
@Component
public class ReportedIncident {

    private final IncidentNumbers numbers;

    private final OwnResponse response;

    ReportedIncident(IncidentNumbers numbers, OwnResponse response) {
        this.numbers = numbers;
        this.response = response;
    }

    public Incident of(DelegateExecution execution) {
        Incident incident = numbers.named(execution.getProcessBusinessKey());
        response.mustBe(incident, execution);
        return incident;
    }
}
