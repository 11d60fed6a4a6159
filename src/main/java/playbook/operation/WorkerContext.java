package playbook.operation;

import java.nio.file.Path;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.incident.Target;
import playbook.postgres.WalFolder;
import playbook.postgres.WalSource;
import playbook.postgres.WalSources;

/** What a worker task gets from its job: see {@link playbook.platform.Jobs} for the folders. */
public interface WorkerContext {

    <T> T input(Class<T> type);

    /** The target as the environment describes it (PGHOST, PGPORT, …). */
    Target target();

    Path bin();

    Path data();

    /** Base backups and archived WAL. */
    Repository.Content repository();

    Dumps dumps();

    /** The server's own WAL, as it lies in its data directory; to be closed. */
    default WalSource serverWal() {
        return new WalFolder(data().resolve("pg_wal"));
    }

    /** All there is: from the repository, and what only the server has; to be closed. */
    default WalSource wal() {
        return new WalSources(repository().wal(), serverWal());
    }

    Path work();

    /** Told at most once a second to the outside. */
    void progress(long done, long total, String unit);

    /** Written once, atomically, as {@code result.json}. */
    void result(Object document);
}
