package playbook.process.task;

import java.util.Map;
import org.camunda.bpm.engine.impl.cmd.SubmitStartFormCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;
import playbook.process.engine.ModelNames;
import playbook.process.engine.NotAllowed;

/** Begins a response with a report, at its first step; no other process is a person's to begin. */
record StartReport(
        String definition,
        @Nullable String businessKey,
        @Nullable Map<String, Object> sent) implements Command<ProcessInstance> {

    private static final String FORM = "report-loss";

    @Override
    public ProcessInstance execute(CommandContext context) {
        ProcessDefinitionEntity model = context.getProcessEngineConfiguration()
                .getDeploymentCache()
                .findDeployedProcessDefinitionById(definition);
        if (!model.getKey().equals(ModelNames.RESPONSE)) {
            throw new NotAllowed(
                    "'" + model.getKey() + "' begins inside a response and not by a person",
                    "report the loss in the form 'Data-loss response'.");
        }
        if (businessKey != null && !businessKey.isBlank()) {
            throw new HintedException(
                    "the report names the incident '" + FormField.shown(businessKey) + "'",
                    "leave the business key empty: the playbook gives the number.");
        }
        return new SubmitStartFormCmd(definition, null, FormFields.of(FORM).checked(sent)).execute(context);
    }
}
