package playbook.process.task;

import java.util.Map;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.variable.VariableMap;
import org.jspecify.annotations.Nullable;

/** Tasks as people complete and take them: by the same rules as a form that is sent. */
public final class CheckedTasks extends TaskServiceImpl {

    private final Door door;

    public CheckedTasks(Door door) {
        this.door = door;
    }

    @Override
    public void complete(String task) {
        complete(task, null);
    }

    @Override
    public void complete(String task, @Nullable Map<String, Object> sent) {
        door.answer(commandExecutor, task, sent, false, false, false);
    }

    @Override
    public VariableMap completeWithVariablesInReturn(
            String task, @Nullable Map<String, Object> sent, boolean deserialize) {
        return door.answer(commandExecutor, task, sent, false, true, deserialize);
    }

    @Override
    public void claim(String task, String user) {
        door.take(commandExecutor, task, () -> super.claim(task, user));
    }

    @Override
    public void setAssignee(String task, String user) {
        door.take(commandExecutor, task, () -> super.setAssignee(task, user));
    }
}
