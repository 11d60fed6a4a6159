package playbook.evidence;

import java.time.Instant;
import java.util.List;

/** Reads the record of an incident, oldest row first. */
public interface EvidenceReading {

    List<Entry> of(String incidentKey);

    /**
     * One row of the record.
     *
     * @param id the first element of the exported {@code row}; rises within an incident
     * @param type of a finding: its class's simple name; otherwise empty
     * @param who the authenticated user of a decision or refusal, otherwise empty
     * @param content JSON of a finding, an intent or a decision; a JSON string of a refusal or failure
     */
    record Entry(long id, Kind kind, String step, String type, String who, String content, Instant at) {}

    /** What kind of statement a row holds. */
    enum Kind {
        FOUND,
        INTENT,
        DECIDED,
        REFUSED,
        FAILED
    }
}
