package playbook.process.task;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.incident.Incident;
import playbook.process.incident.ReportedIncident;

/**
 * Lays beside a new task the rows which its form shows, read from the record by type: a form can't follow a finding's depths,
 * and a process keeps no copy of it. What the record lacks fails the task, so that nobody decides over a dash.
 */
@Component
public class TaskView implements TaskListener {

    private final ReportedIncident incidents;
    private final Questions questions;

    TaskView(ReportedIncident incidents, Questions questions) {
        this.incidents = incidents;
        this.questions = questions;
    }

    @Override
    public void notify(DelegateTask task) {
        Incident incident = incidents.of(task.getExecution()); // A task of another instance is put before nobody.
        questions.of(task.getTaskDefinitionKey()).show(task, incident);
    }
}
