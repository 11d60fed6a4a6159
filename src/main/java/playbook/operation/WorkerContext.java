package playbook.operation;

import java.nio.file.Path;
import playbook.incident.Target;

/** What a worker task gets from its job: see {@link playbook.platform.Jobs} for the folders. */
public interface WorkerContext {

    <T> T input(Class<T> type);

    /** The target as the environment describes it (PGHOST, PGPORT, …). */
    Target target();

    Path bin();

    Path data();

    Path archive();

    Path backups();

    Path work();

    /** Told at most once a second to the outside. */
    void progress(long done, long total, String unit);

    /** Written once, atomically, as {@code result.json}. */
    void result(Object document);
}
