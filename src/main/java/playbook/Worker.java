package playbook;

import java.util.List;
import playbook.assess.CountRowsTask;
import playbook.assess.FindCulpritTask;
import playbook.assess.ListBackupsTask;
import playbook.operation.WorkerTask;
import playbook.operation.WorkerTasks;
import playbook.restore.CompareDefinitionsTask;
import playbook.restore.CompareRowsTask;
import playbook.restore.CountRestoredTask;
import playbook.restore.MergeRowsTask;
import playbook.restore.PlanCutOverTask;
import playbook.restore.PlanRecoveryTask;
import playbook.restore.ReadBeforeTask;
import playbook.restore.ReadHeapTask;
import playbook.restore.ReadTablesTask;
import playbook.restore.UndoMergeTask;
import playbook.validate.CheckDataTask;

/** Main class of a job written in Java: runs one task, with the job's environment as its input, and exits. */
public final class Worker {

    private static final List<WorkerTask> TASKS = List.of(
            new CountRowsTask(),
            new FindCulpritTask(),
            new ListBackupsTask(),
            new ReadBeforeTask(),
            new CompareRowsTask(),
            new ReadHeapTask(),
            new ReadTablesTask(),
            new CompareDefinitionsTask(),
            new PlanRecoveryTask(),
            new PlanCutOverTask(),
            new CountRestoredTask(),
            new MergeRowsTask(),
            new UndoMergeTask(),
            new CheckDataTask());

    private Worker() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.out.println("usage: playbook.Worker <task>");
            System.exit(2);
        }
        int code = WorkerTasks.run(TASKS, arguments[0], WorkerTasks.context());
        System.out.flush();
        System.exit(code);
    }
}
