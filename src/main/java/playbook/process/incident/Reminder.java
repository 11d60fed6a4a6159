package playbook.process.incident;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Half of a task's time is over: it moves up in every list. */
@Component
class Reminder implements TaskListener {

    private static final Logger LOG = LoggerFactory.getLogger(Reminder.class);
    private static final int HIGH = 75;

    @Override
    public void notify(DelegateTask task) {
        task.setPriority(HIGH);
        LOG.warn(
                "{}: '{}' waits for {}, half of its time is over",
                task.getExecution().getProcessBusinessKey(),
                task.getName(),
                task.getAssignee() == null ? "somebody to take it" : task.getAssignee());
    }
}
