package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The physical copy of the damaged server, or why there is none.
 *
 * @param skipped why no copy was made, null when there is one
 * @param directory where the copy lies, null when skipped or when a snapshot is the copy
 * @param bytes size on disk
 * @param manifestSha256 digest of its {@code backup_manifest}, null when there is no folder
 * @param finishedAt when its files had passed verification, or a volume made from the snapshot had been read; UTC
 * @param snapshot snapshot of the volume, null when the copy is a folder
 * @param found what was found in the snapshot, null without one
 * @param note why no snapshot was made although the target names a snapshot class, or how to remove the snapshot; may
 *     be empty
 */
public record EmergencyCopy(
        @Nullable String skipped,
        @Nullable String directory,
        long bytes,
        @Nullable String manifestSha256,
        Instant finishedAt,
        @Nullable VolumeSnapshot snapshot,
        @Nullable VolumeCopy found,
        @Nullable String note) {

    /** A copy in a folder, or none. */
    public EmergencyCopy(
            @Nullable String skipped,
            @Nullable String directory,
            long bytes,
            @Nullable String manifestSha256,
            Instant finishedAt) {
        this(skipped, directory, bytes, manifestSha256, finishedAt, null, null, null);
    }
}
