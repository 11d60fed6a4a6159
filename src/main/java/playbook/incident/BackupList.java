package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * The backups that exist for a target, and how far its WAL archive reaches without a hole.
 *
 * @param archiveGaps names of WAL segments that the archive lacks
 * @param archivedUpTo end of the last archived segment
 */
public record BackupList(
        List<BaseBackup> base,
        List<LogicalBackup> logical,
        List<String> archiveGaps,
        Lsn archivedUpTo,
        Instant measuredAt) {}
