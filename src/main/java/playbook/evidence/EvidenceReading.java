package playbook.evidence;

import java.time.Instant;
import java.util.List;

/** The record of an incident, to be shown: never changed, oldest first. */
public interface EvidenceReading {

    List<Entry> of(String incidentKey);

    /**
     * One row of the record.
     *
     * @param id first in the row of the exported record, rising in an incident
     * @param type of a finding: its class's simple name; otherwise empty
     * @param who the authenticated user of a decision or refusal, otherwise empty
     * @param content JSON of a finding, an intent or a decision; a JSON string of a refusal or failure
     */
    record Entry(long id, Kind kind, String step, String type, String who, String content, Instant at) {}

    /** What a row tells. */
    enum Kind {
        FOUND,
        INTENT,
        DECIDED,
        REFUSED,
        FAILED
    }
}
