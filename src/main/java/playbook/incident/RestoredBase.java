package playbook.incident;

import org.jspecify.annotations.Nullable;

/**
 * A base backup that lies, checked against its manifest, beside the patient; or a volume made from a snapshot.
 *
 * @param backup its id
 * @param reused it was already there, whole and never started
 * @param snapshot the server is on a volume of its own, made from the snapshot of this name; null for a folder
 */
public record RestoredBase(
        String backup,
        String dataDirectory,
        long bytes,
        String systemIdentifier,
        boolean reused,
        @Nullable String snapshot) {}
