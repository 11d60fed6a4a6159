package playbook.process;

import static playbook.process.PlaybookVariables.FAILED_JOB;
import static playbook.process.PlaybookVariables.FAILURE;
import static playbook.process.PlaybookVariables.FAILURE_DECISION;
import static playbook.process.PlaybookVariables.PHASE;
import static playbook.process.PlaybookVariables.STEP;
import static playbook.process.PlaybookVariables.STEP_TITLE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.engine.impl.incident.IncidentHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.incident.Figures;
import playbook.incident.HintedException;

/** When a step has no tries left, somebody gets a task: an incident that only Cockpit shows is seen by nobody. */
@Component
class FailedStepStarter implements IncidentHandler {

    static final String PROCESS = "failed-step";

    private final ReportedIncident incidents;
    private final ObjectProvider<RuntimeService> runtime;
    private final ObjectProvider<ManagementService> management;
    private final ObjectProvider<RepositoryService> models;

    FailedStepStarter(
            ReportedIncident incidents,
            ObjectProvider<RuntimeService> runtime,
            ObjectProvider<ManagementService> management,
            ObjectProvider<RepositoryService> models) {
        this.incidents = incidents;
        this.models = models;
        this.runtime = runtime;
        this.management = management;
    }

    @Override
    public String getIncidentHandlerType() {
        return Incident.FAILED_JOB_HANDLER_TYPE;
    }

    @Override
    public @Nullable Incident handleIncident(IncidentContext context, @Nullable String message) {
        // Whoever's call it is that failed: the person who gets the task is found by its group, not by the caller's
        // rights.
        return Context.getCommandContext().runWithoutAuthorization(() -> ask(context, message));
    }

    private @Nullable Incident ask(IncidentContext context, @Nullable String message) {
        if (context.getExecutionId() == null || !answers(context)) {
            return null; // A stray instance goes no further, and nobody has to know why.
        }
        if (context.getProcessDefinitionId().startsWith(PROCESS + ":")) {
            askAgain(context, String.valueOf(message));
            return null;
        }
        ProcessInstance failed = instance(context);
        Map<String, Object> variables = new HashMap<>();
        variables.put(FAILED_JOB.name(), context.getConfiguration());
        variables.put(STEP.name(), context.getActivityId());
        variables.put(STEP_TITLE.name(), title(context));
        variables.put(FAILURE.name(), Variable.cut(whole(context.getConfiguration(), String.valueOf(message))));
        for (String inherited : new String[] {PHASE.name(), "incidentKey", "target", "targetLabel", "round"}) {
            variables.put(inherited, runtime.getObject().getVariable(context.getExecutionId(), inherited));
        }
        runtime.getObject().startProcessInstanceByKey(PROCESS, failed.getBusinessKey(), variables);
        return null;
    }

    /** An answer that can't be handed on to its step would be given to nobody: the same question is put once more. */
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
                        + whole(context.getConfiguration(), message)
                        + "\nHINT: answer again; the step itself was not begun meanwhile. It had failed with:\n"
                        + variables.get(FAILURE.name())));
        runtime.getObject().startProcessInstanceByKey(PROCESS, asked.getBusinessKey(), variables);
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

    /** {@code Pin the evidence}; of long work also which: {@code Start the operation: Restore base}. */
    private String title(IncidentContext context) {
        ModelElementInstance activity = models.getObject()
                .getBpmnModelInstance(context.getProcessDefinitionId())
                .getModelElementById(context.getActivityId());
        String name = activity instanceof FlowElement element && element.getName() != null
                ? element.getName()
                : Figures.spoken(context.getActivityId());
        Object work = runtime.getObject().getVariable(context.getExecutionId(), STEP.name());
        return work == null ? name : name + ": " + Figures.spoken(work.toString());
    }

    /** The engine keeps only the beginning of a message; the whole one, with its hint, leads the stack trace. */
    private String whole(String job, String message) {
        String trace = management.getObject().getJobExceptionStacktrace(job);
        int from = trace == null || message.isBlank() ? -1 : trace.indexOf(message);
        if (trace == null || from < 0) {
            return message;
        }
        int to = trace.indexOf("\n\tat ", from);
        return to < 0 ? message : trace.substring(from, to);
    }

    @Override
    public void resolveIncident(IncidentContext context) {}

    /** The step is gone, because the response went another way: nobody has to answer for it any more. */
    @Override
    public void deleteIncident(IncidentContext context) {
        Context.getCommandContext().runWithoutAuthorization(() -> {
            asking(context.getConfiguration())
                    .forEach(asking ->
                            runtime.getObject().deleteProcessInstance(asking.getId(), "the step that failed is left"));
            return null;
        });
    }

    /** Whoever asks about that job. */
    private List<ProcessInstance> asking(@Nullable Object job) {
        return runtime.getObject()
                .createProcessInstanceQuery()
                .processDefinitionKey(PROCESS)
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
