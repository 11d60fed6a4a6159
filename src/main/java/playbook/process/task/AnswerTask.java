package playbook.process.task;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.cmd.CompleteTaskCmd;
import org.camunda.bpm.engine.impl.cmd.SubmitTaskFormCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/**
 * Answers a task with the fields of its form; what is missing is missing, whatever an earlier round left in the process.
 *
 * @param theirs refuses when it is not the person's to answer
 * @param refused told of an answer that does not fit the form
 */
record AnswerTask(
        String task,
        @Nullable Map<String, Object> sent,
        boolean asForm,
        boolean withVariables,
        boolean deserialize,
        Consumer<TaskEntity> theirs,
        BiConsumer<TaskEntity, HintedException> refused)
        implements Command<VariableMap> {

    @Override
    public VariableMap execute(CommandContext context) {
        TaskEntity open = context.getTaskManager().findTaskById(task);
        if (open == null) {
            throw new NullValueException("no task " + task);
        }
        for (CommandChecker checker : context.getProcessEngineConfiguration().getCommandCheckers()) {
            checker.checkTaskWork(open);
        }
        theirs.accept(open);
        VariableMap checked = checked(open);
        return asForm
                ? new SubmitTaskFormCmd(task, checked, withVariables, deserialize).execute(context)
                : new CompleteTaskCmd(task, checked, withVariables, deserialize).execute(context);
    }

    private VariableMap checked(TaskEntity open) {
        FormFields form = FormFields.of(open.getTaskDefinitionKey());
        try {
            VariableMap checked = form.checked(sent);
            for (String field : form.keys()) {
                // Beside the task lies what the process itself put into a field; farther out, what an earlier round
                // left.
                if (!checked.containsKey(field) && !open.hasVariableLocal(field) && open.getVariable(field) != null) {
                    checked.putValue(field, null);
                }
            }
            return checked;
        } catch (HintedException noAnswer) {
            refused.accept(open, noAnswer);
            throw noAnswer;
        }
    }
}
