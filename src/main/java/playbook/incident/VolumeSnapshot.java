package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A VolumeSnapshot of the volume that holds a server's data, as Kubernetes reports it.
 *
 * @param uid its Kubernetes UID; a new snapshot with the same name has another
 * @param content name of its VolumeSnapshotContent, null while there is none
 * @param madeAt when it was requested, UTC
 * @param createdAt when the storage took it, UTC; null until the storage reports it
 * @param bytes minimum size of a volume made from it, -1 until the storage reports it
 * @param ready a volume can be made from it
 * @param trouble the storage driver's last error, empty when there is none
 */
public record VolumeSnapshot(
        String namespace,
        String name,
        String uid,
        @Nullable String content,
        Instant madeAt,
        @Nullable Instant createdAt,
        long bytes,
        boolean ready,
        String trouble) {}
