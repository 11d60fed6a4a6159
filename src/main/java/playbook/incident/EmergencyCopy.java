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
 * @param finishedAt UTC; its files had passed verification then, or a volume from the snapshot had been read
 * @param snapshot of the volume, null when a folder is the copy
 * @param found in the snapshot, null without one
 * @param note why it is no snapshot although the target names a class, or how the snapshot is removed; may be empty
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

    /** A folder, or nothing. */
    public EmergencyCopy(
            @Nullable String skipped,
            @Nullable String directory,
            long bytes,
            @Nullable String manifestSha256,
            Instant finishedAt) {
        this(skipped, directory, bytes, manifestSha256, finishedAt, null, null, null);
    }
}
