package playbook.process.task;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;
import playbook.process.engine.Gone;

/** Whether a task is still there, before the engine looks for what lies beside it and takes its absence for a fault of its own. */
@Component
public class OpenTasks {

    private final TaskService tasks;
    private final IdentityService identities;

    OpenTasks(TaskService tasks, IdentityService identities) {
        this.tasks = tasks;
        this.identities = identities;
    }

    /** @throws Gone when nobody can answer it any more; one that the asker may not read is there */
    public void mustBeOpen(String task) {
        Authentication asker = identities.getCurrentAuthentication();
        long open;
        try {
            identities.clearAuthentication();
            open = tasks.createTaskQuery().taskId(task).count();
        } finally {
            identities.setAuthentication(asker);
        }
        if (open == 0) {
            throw new Gone(
                    "there is no open task '" + FormField.shown(task) + "'",
                    "load the list of tasks again; what was answered stands in the incident's record.");
        }
    }
}
