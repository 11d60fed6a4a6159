package playbook.evidence;

import java.time.Instant;
import playbook.incident.Culprit;

/**
 * @param at when its rows were merged
 * @param left rows that stayed as the culprit left them: in conflict, or because a person wanted that
 */
public record Recovered(String incident, Culprit culprit, Instant at, long left) {

    /** Whether all that the suspect did was taken back; of a series, all its commits. */
    public boolean undid(Culprit suspect) {
        return left == 0 && treated(suspect);
    }

    /** Whether what the suspect did was taken back, at least in parts. */
    public boolean treated(Culprit suspect) {
        return culprit.timeline() == suspect.timeline() && culprit.did(suspect.xid()) && culprit.did(suspect.lastXid());
    }
}
