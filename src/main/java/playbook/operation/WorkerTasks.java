package playbook.operation;

import java.util.List;
import playbook.incident.HintedException;

/** Runs one worker task in this JVM and answers with the exit code of the process. */
public final class WorkerTasks {

    private WorkerTasks() {}

    /** 0 when the task ended and left its result, 1 when it failed; why is written to standard output, the job's log. */
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

    /** The context that a job's environment describes. */
    public static WorkerContext context() {
        return new JobContext(System.getenv(), System.out);
    }
}
