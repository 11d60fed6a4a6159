package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.FAILED_JOB;
import static playbook.process.engine.PlaybookVariables.FAILURE_DECISION;
import static playbook.process.engine.PlaybookVariables.FAILURE_ORDER;
import static playbook.process.engine.PlaybookVariables.STEP;

import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.process.incident.GivenOrders;
import playbook.process.incident.ReportedIncident;

/** Leaves the person's order with the failed step and lets it run once more. */
@Component
class OrderFailedStepDelegate implements JavaDelegate {

    private final ReportedIncident incidents;
    private final GivenOrders orders;

    OrderFailedStepDelegate(ReportedIncident incidents, GivenOrders orders) {
        this.incidents = incidents;
        this.orders = orders;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
        ManagementService jobs = execution.getProcessEngineServices().getManagementService();
        Job job = jobs.createJobQuery()
                .jobId(FAILED_JOB.in(execution))
                .noRetriesLeft()
                .singleResult();
        if (job == null) {
            return; // Somebody repaired it in Cockpit meanwhile.
        }
        Incident incident = incidents.of(execution);
        String step = STEP.in(execution);
        String decision = FAILURE_DECISION.in(execution);
        if (!orders.given(incident.key(), step, decision)) {
            throw new HintedException(
                    "nobody ordered '" + decision + "' for the failed step '" + step + "' of " + incident.key(),
                    "answer the task 'Handle the failed step' in Tasklist.");
        }
        runtime.setVariableLocal(job.getExecutionId(), FAILURE_ORDER.name(), FailureOrders.order(step, decision));
        jobs.setJobRetries(job.getId(), 1);
    }
}
