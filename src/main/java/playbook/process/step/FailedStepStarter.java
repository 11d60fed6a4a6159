package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.FAILED_JOB;
import static playbook.process.engine.PlaybookVariables.FAILURE;
import static playbook.process.engine.PlaybookVariables.FAILURE_DECISION;
import static playbook.process.engine.PlaybookVariables.PHASE;
import static playbook.process.engine.PlaybookVariables.STEP;
import static playbook.process.engine.PlaybookVariables.STEP_TITLE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.process.engine.ModelNames;
import playbook.process.engine.Variable;
import playbook.process.incident.ReportedIncident;

/** Gives a person a task when a step has no tries left: a failure that only Cockpit shows is seen by nobody. */
@Component
public class FailedStepStarter implements IncidentHandler {

    private final ReportedIncident incidents;
    private final ObjectProvider<RuntimeService> runtime;
    private final FailureWords words;

    FailedStepStarter(ReportedIncident incidents, ObjectProvider<RuntimeService> runtime, FailureWords words) {
        this.incidents = incidents;
        this.runtime = runtime;
        this.words = words;
    }

    @Override
    public String getIncidentHandlerType() {
        return Incident.FAILED_JOB_HANDLER_TYPE;
    }

    @Override
    public @Nullable Incident handleIncident(IncidentContext context, @Nullable String message) {
        // Without the rights of the caller: the person who gets the task is found by its group, whoever's call it was
        // that failed.
        return Context.getCommandContext().runWithoutAuthorization(() -> ask(context, message));
    }

    private @Nullable Incident ask(IncidentContext context, @Nullable String message) {
        if (context.getExecutionId() == null || !answers(context)) {
            return null; // A stray instance goes no further, and nobody has to know why.
        }
        if (context.getProcessDefinitionId().startsWith(ModelNames.FAILED_STEP + ":")) {
            askAgain(context, String.valueOf(message));
            return null;
        }
        ProcessInstance failed = instance(context);
        Map<String, Object> variables = new HashMap<>();
        variables.put(FAILED_JOB.name(), context.getConfiguration());
        variables.put(STEP.name(), context.getActivityId());
        variables.put(STEP_TITLE.name(), words.title(context));
        variables.put(FAILURE.name(), Variable.cut(words.whole(context.getConfiguration(), String.valueOf(message))));
        for (String inherited : new String[] {PHASE.name(), "incidentKey", "target", "targetLabel", "round"}) {
            variables.put(inherited, runtime.getObject().getVariable(context.getExecutionId(), inherited));
        }
        runtime.getObject().startProcessInstanceByKey(ModelNames.FAILED_STEP, failed.getBusinessKey(), variables);
        return null;
    }

    /** Puts the same question once more when the answer to it could not be handed on to the step: it would be lost. */
    private void askAgain(IncidentContext context, String message) {
        ProcessInstance asked = instance(context);
        Map<String, Object> variables = new HashMap<>(runtime.getObject().getVariables(asked.getId()));
        if (asking(variables.get(FAILED_JOB.name())).size() > 1) {
            return; // Somebody is asked already: this one was started past the failure.
        }
        String answer = String.valueOf(variables.remove(FAILURE_DECISION.name()));
        variables.put(
                FAILURE.name(),
                Variable.cut("The answer '" + answer + "' did not reach the step: "
                        + words.whole(context.getConfiguration(), message)
                        + "\nHINT: answer again; the step itself was not begun meanwhile. It had failed with:\n"
                        + variables.get(FAILURE.name())));
        runtime.getObject().startProcessInstanceByKey(ModelNames.FAILED_STEP, asked.getBusinessKey(), variables);
        runtime.getObject().deleteProcessInstance(asked.getId(), "the answer is asked for again");
    }

    private boolean answers(IncidentContext context) {
        ExecutionEntity waiting =
                Context.getCommandContext().getExecutionManager().findExecutionById(context.getExecutionId());
        try {
            incidents.of(waiting);
            return true;
        } catch (HintedException notTheIncidents) {
            return false;
        }
    }

    @Override
    public void resolveIncident(IncidentContext context) {}

    /** Ends the question about a step that is gone, because the response went another way. */
    @Override
    public void deleteIncident(IncidentContext context) {
        Context.getCommandContext().runWithoutAuthorization(() -> {
            asking(context.getConfiguration())
                    .forEach(asking ->
                            runtime.getObject().deleteProcessInstance(asking.getId(), "the step that failed is left"));
            return null;
        });
    }

    /** The instances that ask a person about this job. */
    private List<ProcessInstance> asking(@Nullable Object job) {
        return runtime.getObject()
                .createProcessInstanceQuery()
                .processDefinitionKey(ModelNames.FAILED_STEP)
                .variableValueEquals(FAILED_JOB.name(), job)
                .list();
    }

    private ProcessInstance instance(IncidentContext context) {
        String instance = runtime.getObject()
                .createExecutionQuery()
                .executionId(context.getExecutionId())
                .singleResult()
                .getProcessInstanceId();
        return runtime.getObject()
                .createProcessInstanceQuery()
                .processInstanceId(instance)
                .singleResult();
    }
}
