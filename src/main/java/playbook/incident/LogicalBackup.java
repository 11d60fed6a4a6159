package playbook.incident;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dump in directory format, as its sidecar {@code logical/<id>.json} in the backup folder describes it.
 *
 * @param snapshotAt the moment its content shows, UTC
 * @param sha256 digest over its files' digests in name order
 * @param rows baseline: exact rows per table ({@code schema.name}) in the dump's own snapshot
 * @param verifiedAt when it was last read back completely, null when never
 */
public record LogicalBackup(
        String id,
        String database,
        Instant snapshotAt,
        Instant finishedAt,
        long bytes,
        int majorVersion,
        String sha256,
        Map<String, Long> rows,
        @Nullable Instant verifiedAt) {}
