package playbook.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import playbook.incident.BaseBackup;
import playbook.postgres.WalSource;

/**
 * A kind of backup repository: how base backups and archived WAL lie there, and how they come back. {@link Repositories}
 * knows each kind; a target names its own by {@code repository.kind}. Nobody else knows where anything lies.
 *
 * <p>The application takes from here which scripts its jobs run; a job near the storage {@link #open opens} the
 * repository. Each job of the target has the target's settings in its environment, see
 * {@link playbook.platform.RepositorySettings}.
 */
public interface Repository {

    /** As {@code repository.kind} names it. */
    String kind();

    /** Names of the settings it needs: each must be given, and no other. */
    Set<String> settings();

    /**
     * Script of a job that lays a base backup out beside the patient. It gets {@code BACKUP_ID} and {@code SYSTEM_IDENTIFIER}
     * (of the patient) and what every job has, and may run twice. It leaves
     *
     * <ul>
     *   <li>{@code $PLAYBOOK_WORK/side}, a data directory that belongs to the server's user, whole or not there at all;
     *       in it {@code backup_manifest}, or {@code side.end} with the position from which on the backup is consistent;
     *   <li>{@code $PLAYBOOK_WORK/side.backup} with {@code BACKUP_ID}, and tablespaces in {@code side.tablespaces};
     *   <li>{@code result.json}, a {@link playbook.incident.RestoredBase}.
     * </ul>
     *
     * <p>It refuses a backup of another cluster, and one whose replay would write into the patient's own files.
     */
    String restoreScript();

    /**
     * Text of a program for bash that gives the side instance one WAL file, as {@code restore_command} does: with the
     * file's name and where to put it as arguments it ends with 0 (there), 1 (not in the repository) or 200 (something
     * is wrong; the replay stops). Without arguments it prints in words where it looks. It finds the variables
     * {@code PLAYBOOK_…} of the job that starts the replay.
     */
    String fetchWal();

    /**
     * Script of a job that makes a verified base backup here and a dump in {@link Dumps}, both named {@code BACKUP_ID};
     * its {@code result.json} is a {@link FreshBackups}.
     */
    String backUpScript();

    /**
     * Where people find a base backup that {@link #backUpScript} made, in words.
     *
     * @param backups the target's backup folder; relative where it is not on this machine
     */
    String find(Path backups, BaseBackup backup);

    /**
     * Where below the backup folder a base backup of {@link #backUpScript} can be looked at: a folder in its size, with a
     * {@code backup_manifest} in it and a sidecar beside it. Empty for a kind that keeps none there.
     */
    Optional<String> folder(BaseBackup backup);

    /** How a person removes an old base backup. */
    String removeOld();

    /** @param environment of the job */
    Content open(Map<String, String> environment);

    /** What a repository holds, for a job near its storage. */
    interface Content {

        /** Base backups, of whatever server. */
        Catalogue<BaseBackup> base() throws IOException;

        /** OIDs of the tablespaces that a usable base backup holds. */
        List<String> tablespaces(BaseBackup backup) throws IOException;

        /** Why no WAL can be read at all, in words; empty when it can. */
        Optional<String> whyNoWal();

        /** The archived WAL, to be closed; without any when there is none. */
        WalSource wal();
    }
}
