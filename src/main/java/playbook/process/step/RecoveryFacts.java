package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.FACTS;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.StrategyFacts;
import playbook.process.incident.ReportedIncident;

/** Lays the measured facts before the decision table, from evidence. */
@Component
class RecoveryFacts implements ExecutionListener {

    private final ReportedIncident incidents;
    private final Evidence evidence;

    RecoveryFacts(ReportedIncident incidents, Evidence evidence) {
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Override
    public void notify(DelegateExecution execution) {
        FACTS.set(execution, evidence.get(incidents.of(execution), StrategyFacts.class));
    }
}
