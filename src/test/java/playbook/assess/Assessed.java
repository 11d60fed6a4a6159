package playbook.assess;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupList;
import playbook.incident.CulpritSearch;
import playbook.incident.Lsn;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;

/** What a response finds out of a real server before anybody is asked: its workers' own results. */
public final class Assessed {

    /** The folders of the test's server, for one task. */
    public interface Contexts {
        WorkerContext of(Object input, List<Object> results);
    }

    private Assessed() {}

    /** @param until null for the end of the WAL */
    public static CulpritSearch search(Contexts contexts, Instant from, @Nullable Lsn until) {
        return (CulpritSearch) run(contexts, new FindCulpritTask(), new FindCulprit.Request(from, until));
    }

    public static BackupList backups(Contexts contexts) {
        return ((ListedBackups) run(contexts, new ListBackupsTask(), new ListBackups.Request(false))).list();
    }

    private static Object run(Contexts contexts, WorkerTask task, Object input) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(contexts.of(input, results));
        } catch (Exception e) {
            throw new AssertionError(task.name() + ": " + e.getMessage(), e);
        }
        return results.get(0);
    }
}
