package playbook.operation;

/**
 * A long operation written in Java. {@code playbook.Worker} runs it in a process of its own, and has the list of all
 * tasks.
 */
public interface WorkerTask {

    String name();

    /** Does the work. An exception means failure; its message goes to the job's log. */
    void run(WorkerContext context) throws Exception;
}
