package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.STEP;

import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.incident.IncidentContext;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.incident.Figures;

/** What a person is told of a step that failed: which it is, and the whole message. */
@Component
class FailureWords {

    private final ObjectProvider<RuntimeService> runtime;
    private final ObjectProvider<ManagementService> management;
    private final ObjectProvider<RepositoryService> models;

    FailureWords(
            ObjectProvider<RuntimeService> runtime,
            ObjectProvider<ManagementService> management,
            ObjectProvider<RepositoryService> models) {
        this.runtime = runtime;
        this.management = management;
        this.models = models;
    }

    /**
     * The step's title, {@code Pin the evidence}; of long work with the name of the work, {@code Start the operation:
     * Restore base}.
     */
    String title(IncidentContext context) {
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
    String whole(String job, String message) {
        String trace = management.getObject().getJobExceptionStacktrace(job);
        int from = trace == null || message.isBlank() ? -1 : trace.indexOf(message);
        if (trace == null || from < 0) {
            return message;
        }
        int to = trace.indexOf("\n\tat ", from);
        return to < 0 ? message : trace.substring(from, to);
    }
}
