package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * A base backup that was restored beside the patient and checked against its manifest, or a volume made from a
 * snapshot.
 *
 * @param backup id of the base backup
 * @param reused whether it was there already, complete and never started
 * @param leftOut bytes of the backup that belong to other tables than the lost ones and were left out; null or 0 for a
 *     whole copy
 * @param snapshot the server is on a volume of its own, made from the snapshot of this name; null for a folder
 */
public record RestoredBase(
        String backup,
        String dataDirectory,
        long bytes,
        String systemIdentifier,
        boolean reused,
        @Nullable Long leftOut,
        @Nullable String snapshot) {

    /** Whether it has the rows of the lost tables only. */
    public boolean partial() {
        return leftOut != null && leftOut > 0;
    }
}
