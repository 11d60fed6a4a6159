package playbook.evidence;

import java.time.Instant;
import java.util.List;
import playbook.incident.Incident;

/**
 * Everything the response changes, remembered (and committed, each call in its own transaction) before it is changed, so
 * that it can be given back exactly, also after a crash.
 */
public interface Changes {

    /** Keeps the first {@code before} for this subject; a repeated call changes nothing. */
    void remember(Incident incident, String kind, String subject, Object before);

    /** Changes of one kind that are not yet undone, oldest first. */
    List<Change> open(Incident incident, String kind);

    /** Changes of all incidents and kinds that are not yet undone. */
    List<Change> open();

    void undone(Change change);

    /** @param before JSON of what was there */
    record Change(long id, String incidentKey, String kind, String subject, String before, Instant rememberedAt) {

        public <T> T before(Class<T> type) {
            return Json.read(before, type);
        }
    }
}
