package playbook.evidence;

import java.time.Instant;
import java.util.List;
import playbook.incident.Incident;

/**
 * Remembers the former state of everything that the response changes, so that it can be restored exactly, also after a
 * crash. Each call commits in its own transaction, before the change is made.
 */
public interface Changes {

    /**
     * Remembers {@code before} as the former state of this subject; a second call for the same subject changes nothing.
     */
    void remember(Incident incident, String kind, String subject, Object before);

    /** Changes of one kind that are not yet undone, oldest first. */
    List<Change> open(Incident incident, String kind);

    /** Changes of all incidents and kinds that are not yet undone. */
    List<Change> open();

    void undone(Change change);

    /** @param before the former state, as JSON */
    record Change(long id, String incidentKey, String kind, String subject, String before, Instant rememberedAt) {

        public <T> T before(Class<T> type) {
            return Json.read(before, type);
        }
    }
}
