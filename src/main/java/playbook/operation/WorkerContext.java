package playbook.operation;

import java.nio.file.Path;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.incident.Target;
import playbook.postgres.WalFolder;
import playbook.postgres.WalSource;
import playbook.postgres.WalSources;

/** The input and folders that a job gives to a worker task; see {@link playbook.platform.Jobs} for the folders. */
public interface WorkerContext {

    <T> T input(Class<T> type);

    /** The target as the environment describes it (PGHOST, PGPORT, …). */
    Target target();

    Path bin();

    Path data();

    /** Base backups and archived WAL. */
    Repository.Content repository();

    Dumps dumps();

    /** The WAL in the server's data directory. The caller closes it. */
    default WalSource serverWal() {
        return new WalFolder(data().resolve("pg_wal"));
    }

    /** All WAL: from the repository, and from the server what the repository lacks. The caller closes it. */
    default WalSource wal() {
        return new WalSources(repository().wal(), serverWal());
    }

    Path work();

    /** Reports progress; written at most once a second. */
    void progress(long done, long total, String unit);

    /** Writes the job's result, once and atomically, as {@code result.json}. */
    void result(Object document);
}
