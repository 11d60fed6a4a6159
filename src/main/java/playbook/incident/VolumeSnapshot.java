package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the volume that holds a server's data, as the cluster tells it.
 *
 * @param uid the cluster's own number of it: a new one of the same name has another
 * @param content name of the cluster's object that knows the storage's handle, null while there is none
 * @param madeAt when the cluster was asked for it, UTC
 * @param createdAt when the storage cut it, UTC; null until it tells
 * @param bytes a volume made from it must have, -1 until the storage tells
 * @param ready a volume can be made from it
 * @param trouble what the storage's driver said last, empty when nothing
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
