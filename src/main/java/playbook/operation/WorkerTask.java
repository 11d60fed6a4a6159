package playbook.operation;

/** Long work in Java, run by {@code playbook.Worker} in a process of its own. Registered in {@code playbook.Worker}. */
public interface WorkerTask {

    String name();

    /** Does the work; throwing means failure, its message goes to the job's log. */
    void run(WorkerContext context) throws Exception;
}
