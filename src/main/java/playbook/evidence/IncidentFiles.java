package playbook.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import playbook.incident.Incident;

/**
 * Stores an incident's texts that are too long for a process variable, such as reports and lists. Every replica can
 * read them.
 */
public interface IncidentFiles {

    /** Writes a file in the caller's transaction; an existing file of that name is replaced. */
    StoredFile write(Incident incident, String name, String text);

    List<StoredFile> of(String incidentKey);

    Optional<String> text(String incidentKey, String name);

    /**
     * @param bytes size of the text in UTF-8
     * @param sha256 digest of the text in UTF-8
     */
    record StoredFile(String name, long bytes, Instant changedAt, String sha256) {}
}
