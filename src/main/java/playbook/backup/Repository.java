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
 * A kind of backup repository: how it stores base backups and archived WAL, and how they are restored from it.
 * {@link Repositories} knows all kinds; a target selects one by {@code repository.kind}. No other class knows the
 * storage layout.
 *
 * <p>The application asks for the scripts that its jobs run; a job near the storage {@link #open opens} the repository.
 * Each job of the target has the repository's settings in its environment, see
 * {@link playbook.platform.RepositorySettings}.
 */
public interface Repository {

    /** The value of {@code repository.kind} that selects this kind. */
    String kind();

    /** Names of the settings that this kind needs: all must be given, and no others. */
    Set<String> settings();

    /**
     * Script of a job that restores a base backup into a folder beside the patient. Its environment has
     * {@code BACKUP_ID}, the patient's {@code SYSTEM_IDENTIFIER}, and the variables that every job has. It may be run a
     * second time. It leaves
     *
     * <ul>
     *   <li>{@code $PLAYBOOK_WORK/side}, a data directory owned by the server's user, complete or absent; it contains
     *       {@code backup_manifest}, or {@code side.end} with the position from which on the backup is consistent;
     *   <li>{@code $PLAYBOOK_WORK/side.backup} with the {@code BACKUP_ID}, and the tablespaces in
     *       {@code side.tablespaces};
     *   <li>{@code result.json}, a {@link playbook.incident.RestoredBase}.
     * </ul>
     *
     * <p>Where {@code TABLES} has OIDs, only the rows of these tables are wanted, and it may leave out other tables' files:
     * then it lays holes of the same size in their place, names them in {@code side.left-out} in the data directory, has
     * the OIDs in {@code side.tables}, and tells their bytes as {@code leftOut}.
     *
     * <p>The script refuses a backup of another cluster, and a backup whose replay would write into the patient's own
     * files.
     */
    String restoreScript();

    /**
     * Text of a bash script that the side instance runs as its {@code restore_command}. Its arguments are the WAL
     * file's name and the destination path; its exit status is 0 (file copied), 1 (file is not in the repository) or
     * 200 (error; the replay stops). Without arguments it prints in words where it looks for WAL. Its environment has
     * the {@code PLAYBOOK_…} variables of the job that starts the replay.
     */
    String fetchWal();

    /**
     * Script of a job that makes a verified base backup in this repository and a dump in {@link Dumps}, both named
     * {@code BACKUP_ID}; its {@code result.json} is a {@link FreshBackups}.
     */
    String backUpScript();

    /**
     * Tells people where a base backup lies that {@link #backUpScript} made.
     *
     * @param backups the target's backup folder; relative where it is not on this machine
     */
    String find(Path backups, BaseBackup backup);

    /**
     * Path, below the backup folder, of a base backup that {@link #backUpScript} made: a folder of the recorded size
     * that contains {@code backup_manifest} and has a sidecar beside it. Empty for a kind that keeps no such folder.
     */
    Optional<String> folder(BaseBackup backup);

    /** Tells people how to remove an old base backup. */
    String removeOld();

    /** @param environment the job's environment */
    Content open(Map<String, String> environment);

    /** The content of a repository, for a job near its storage. */
    interface Content {

        /** All base backups, also those of other servers. */
        Catalogue<BaseBackup> base() throws IOException;

        /** OIDs of the tablespaces that a usable base backup holds. */
        List<String> tablespaces(BaseBackup backup) throws IOException;

        /** Why the archived WAL cannot be read at all, in words; empty when it can be read. */
        Optional<String> whyNoWal();

        /** The archived WAL; without segments when there is no archive. The caller closes it. */
        WalSource wal();
    }
}
