package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * A base backup that was restored beside the patient and checked against its manifest, or a volume made from a
 * snapshot.
 *
 * @param backup id of the base backup
 * @param reused whether it was there already, complete and never started
 * @param snapshot the server is on a volume of its own, made from the snapshot of this name; null for a folder
 */
public record RestoredBase(
        String backup,
        String dataDirectory,
        long bytes,
        String systemIdentifier,
        boolean reused,
        @Nullable String snapshot) {}
