package playbook.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import playbook.incident.Incident;

/** An incident's texts which are too long for a variable: reports, lists. Every replica has them. */
public interface IncidentFiles {

    /** Writes a file in the transaction of the step that calls; a file of that name is replaced. */
    StoredFile write(Incident incident, String name, String text);

    List<StoredFile> of(String incidentKey);

    Optional<String> text(String incidentKey, String name);

    /** @param bytes in UTF-8, which the digest is of too */
    record StoredFile(String name, long bytes, Instant changedAt, String sha256) {}
}
