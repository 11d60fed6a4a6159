package playbook.operation;

import java.util.List;
import playbook.incident.HintedException;

/** Runs one worker task in this JVM and returns the exit code for the process. */
public final class WorkerTasks {

    private WorkerTasks() {}

    /**
     * Returns 0 when the task has written its result, 1 when it failed; the reason goes to standard output, which is
     * the job's log.
     */
    public static int run(List<WorkerTask> tasks, String name, WorkerContext context) {
        try {
            tasks.stream()
                    .filter(task -> task.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new HintedException(
                            "there is no worker task '" + name + "'; registered: "
                                    + tasks.stream().map(WorkerTask::name).toList(),
                            "register its class in playbook.Worker"))
                    .run(context);
            return 0;
        } catch (HintedException e) {
            System.out.println(e.getMessage());
            return 1;
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            return 1;
        }
    }

    /** The context, read from this process's environment. */
    public static WorkerContext context() {
        return new JobContext(System.getenv(), System.out);
    }
}
