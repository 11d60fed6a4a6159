package playbook.process.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import playbook.incident.Incident;
import playbook.incident.StrategyOptions;

/** The question which way back is taken, where it is open: what can be taken may change while people think. */
public interface OpenChoice {

    void shows(DelegateExecution execution, Incident incident, StrategyOptions options);
}
