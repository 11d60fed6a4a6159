package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.outcomeOf;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import playbook.evidence.Approvals;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.process.incident.ReportedIncident;

/** Runs one short step; there is one such bean for each, {@code <step>Delegate}. */
class ShortStepDelegate implements JavaDelegate {

    private final ShortStep step;
    private final ReportedIncident incidents;
    private final Approvals approvals;
    private final Evidence evidence;
    private final FailureOrders orders;

    ShortStepDelegate(
            ShortStep step, ReportedIncident incidents, Approvals approvals, Evidence evidence, FailureOrders orders) {
        this.approvals = approvals;
        this.step = step;
        this.incidents = incidents;
        this.evidence = evidence;
        this.orders = orders;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Incident incident = incidents.of(execution);
        if (orders.doneByHand(execution)) {
            outcomeOf(step.name()).set(execution, FailureOrders.BY_HAND);
            return;
        }
        if (orders.left(execution)) {
            leave(execution, incident);
            return;
        }
        approvals.required(incident, step.act());
        StepResult result = step.run(incident);
        result.trouble().ifPresent(trouble -> {
            // In a transaction of its own: the engine rolls this one back, tries again, and then asks a person.
            evidence.failed(incident, step.name(), String.valueOf(trouble.getMessage()));
            throw trouble;
        });
        keep(execution, incident, result);
    }

    /** A person ordered to go on without it; what can't be done even then is on record and keeps nobody. */
    private void leave(DelegateExecution execution, Incident incident) {
        outcomeOf(step.name()).set(execution, FailureOrders.LEFT);
        evidence.failed(incident, step.name(), "left undone: the response was stopped at this step");
        try {
            step.left(incident).ifPresent(result -> keep(execution, incident, result));
        } catch (HintedException evenThat) {
            evidence.failed(incident, step.name(), String.valueOf(evenThat.getMessage()));
        }
    }

    private void keep(DelegateExecution execution, Incident incident, StepResult result) {
        evidence.found(incident, step.name(), result.finding());
        outcomeOf(step.name()).set(execution, result.outcome().name());
    }
}
