package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A physical base backup, as its sidecar {@code base/<id>.json} in the backup folder describes it.
 *
 * @param id folder name below {@code base/}
 * @param startLsn first WAL position it needs
 * @param stopLsn consistent from here on; no recovery target may lie before it
 * @param finishedAt UTC
 * @param bytes size on disk
 * @param majorVersion 13 to 18
 * @param verifiedAt when its files last passed verification against the manifest, null when never
 */
public record BaseBackup(
        String id,
        String systemIdentifier,
        int timeline,
        Lsn startLsn,
        Lsn stopLsn,
        Instant finishedAt,
        long bytes,
        int majorVersion,
        @Nullable Instant verifiedAt) {}
