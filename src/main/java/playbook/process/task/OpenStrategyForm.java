package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.STRATEGY_OPTIONS;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.springframework.stereotype.Component;
import playbook.incident.Answer.Asked;
import playbook.incident.Incident;
import playbook.incident.StrategyOptions;
import playbook.process.step.OpenChoice;

/** The form of the ways back that people have before them: it changes as the ways do. */
@Component
class OpenStrategyForm implements OpenChoice {

    @Override
    public void shows(DelegateExecution execution, Incident incident, StrategyOptions options) {
        execution
                .getProcessEngineServices()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(incident.key())
                .taskDefinitionKey(Asked.WAY_BACK.form())
                .list()
                .forEach(task -> show(entity(task.getId()), options));
    }

    /** In the engine's own words: whoever's thread this is, it is not a person's. */
    private static TaskEntity entity(String task) {
        return Context.getCommandContext().getTaskManager().findTaskById(task);
    }

    private static void show(TaskEntity task, StrategyOptions options) {
        STRATEGY_OPTIONS.setLocal(task, StrategyRows.of(StrategyRows.reasons(task), options));
    }
}
