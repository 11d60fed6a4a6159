package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The physical copy of the damaged server, or why there is none.
 *
 * @param skipped why no copy was made, null when there is one
 * @param directory where the copy lies, null when skipped
 * @param bytes size on disk
 * @param manifestSha256 digest of its {@code backup_manifest}, null when skipped
 * @param finishedAt UTC; its files had passed verification then
 */
public record EmergencyCopy(
        @Nullable String skipped,
        @Nullable String directory,
        long bytes,
        @Nullable String manifestSha256,
        Instant finishedAt) {}
