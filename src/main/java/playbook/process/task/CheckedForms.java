package playbook.process.task;

import java.util.Map;
import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;

/** Forms as people send them: a report begins only the response, and a form carries only its own fields. */
public final class CheckedForms extends FormServiceImpl {

    private final Door door;

    public CheckedForms(Door door) {
        this.door = door;
    }

    @Override
    public ProcessInstance submitStartForm(String definition, @Nullable Map<String, Object> sent) {
        return submitStartForm(definition, null, sent);
    }

    @Override
    public ProcessInstance submitStartForm(
            String definition, @Nullable String businessKey, @Nullable Map<String, Object> sent) {
        return door.report(commandExecutor, definition, businessKey, sent);
    }

    @Override
    public void submitTaskForm(String task, @Nullable Map<String, Object> sent) {
        door.answer(commandExecutor, task, sent, true, false, false);
    }

    @Override
    public VariableMap submitTaskFormWithVariablesInReturn(
            String task, @Nullable Map<String, Object> sent, boolean deserialize) {
        return door.answer(commandExecutor, task, sent, true, true, deserialize);
    }
}
