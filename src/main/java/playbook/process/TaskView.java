package playbook.process;

import static playbook.process.PlaybookVariables.PLAN_HASH;
import static playbook.process.PlaybookVariables.STRATEGIES;
import static playbook.process.PlaybookVariables.STRATEGY_OPTIONS;

import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** Lays beside a new task what its form shows and no step has left as a variable. */
@Component
class TaskView implements TaskListener {

    private final ReportedIncident incidents;
    private final CurrentPlan plan;

    TaskView(ReportedIncident incidents, CurrentPlan plan) {
        this.incidents = incidents;
        this.plan = plan;
    }

    @Override
    public void notify(DelegateTask task) {
        task.setDescription(String.format(Locale.ROOT, "%s", task.getExecution().getProcessBusinessKey()));
        if (task.getTaskDefinitionKey().equals("approve-recovery")) {
            PLAN_HASH.setLocal(task, plan.hash(incidents.of(task.getExecution())));
        }
        if (task.getTaskDefinitionKey().equals("choose-strategy")) {
            STRATEGY_OPTIONS.setLocal(task, STRATEGIES.in(task));
        }
    }
}
