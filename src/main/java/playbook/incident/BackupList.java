package playbook.incident;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The backups that are really there, newest last, and how far the WAL archive reaches.
 *
 * @param archiveGaps in words, each with the segments that are missing
 * @param archivedUpTo end of the last segment that follows the newest base backup (or the archive's begin) without a hole
 * @param measuredAt when the folders were read
 */
public record BackupList(
        List<BaseBackup> base,
        List<LogicalBackup> logical,
        List<String> archiveGaps,
        Lsn archivedUpTo,
        Instant measuredAt) {

    /** Together with what is no folder. */
    public BackupList with(List<BaseBackup> others) {
        List<BaseBackup> all = Stream.concat(base.stream(), others.stream())
                .sorted(Comparator.comparing(BaseBackup::finishedAt))
                .toList();
        return new BackupList(all, logical, archiveGaps, archivedUpTo, measuredAt);
    }

    /** The newest base backup that passed verification. */
    public Optional<BaseBackup> lastGoodBase() {
        return base.stream()
                .filter(backup -> backup.verifiedAt() != null)
                .max(Comparator.comparing(BaseBackup::finishedAt));
    }

    /** The newest dump that was read back completely. */
    public Optional<LogicalBackup> lastGoodLogical() {
        return logical.stream()
                .filter(backup -> backup.verifiedAt() != null)
                .max(Comparator.comparing(LogicalBackup::snapshotAt));
    }
}
