package playbook.process.incident;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;

/** A task is overdue: it goes to the top of every list, and the record says so. */
@Component
class Escalation implements TaskListener {

    private static final int HIGHEST = 100;

    private final ReportedIncident incidents;
    private final Evidence evidence;

    Escalation(ReportedIncident incidents, Evidence evidence) {
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Override
    public void notify(DelegateTask task) {
        task.setPriority(HIGHEST);
        evidence.failed(
                incidents.of(task.getExecution()),
                task.getTaskDefinitionKey(),
                "'" + task.getName() + "' is overdue since " + task.getDueDate().toInstant());
    }
}
