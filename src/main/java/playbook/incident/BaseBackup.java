package playbook.incident;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A physical base backup, as its sidecar {@code base/<id>.json} in the backup folder describes it, or as a snapshot of
 * the data's volume holds it.
 *
 * @param id folder name below {@code base/}, or the snapshot's name
 * @param startLsn WAL position where the replay must begin
 * @param stopLsn position from which on the backup is consistent; no recovery target may lie before it
 * @param finishedAt UTC
 * @param bytes size on disk
 * @param majorVersion 13 to 19
 * @param verifiedAt when its files last passed verification against the manifest, null when never; a snapshot has none
 * @param snapshot for a snapshot, its name and how it was checked; null for a folder
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
        @Nullable Instant verifiedAt,
        @Nullable String snapshot) {

    /** A backup that lies in a folder. */
    public BaseBackup(
            String id,
            String systemIdentifier,
            int timeline,
            Lsn startLsn,
            Lsn stopLsn,
            Instant finishedAt,
            long bytes,
            int majorVersion,
            @Nullable Instant verifiedAt) {
        this(id, systemIdentifier, timeline, startLsn, stopLsn, finishedAt, bytes, majorVersion, verifiedAt, null);
    }

    /** Makes a backup of a snapshot and of what was found in a volume made from it. */
    public static BaseBackup of(VolumeSnapshot snapshot, VolumeCopy copy) {
        String proof = "VolumeSnapshot " + snapshot.namespace() + "/" + snapshot.name() + ": no manifest to verify; "
                + "its control file and WAL were read, "
                + (copy.dataChecksums()
                        ? "a damaged page is noticed by its checksum when it is read"
                        : "its pages have no checksums, so damage by the storage would not be noticed");
        return new BaseBackup(
                snapshot.name(),
                copy.systemIdentifier(),
                copy.timeline(),
                copy.startLsn(),
                copy.stopLsn(),
                Objects.requireNonNull(snapshot.createdAt(), "a snapshot that is ready tells when it was cut"),
                copy.bytes(),
                copy.majorVersion(),
                null,
                proof);
    }

    public boolean fromSnapshot() {
        return snapshot != null;
    }
}
