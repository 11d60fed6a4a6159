package playbook.evidence;

import java.time.Instant;
import playbook.incident.Culprit;

/**
 * A recovery by rows of an earlier incident.
 *
 * @param at when the rows were merged
 * @param left number of rows that were not recovered, because of a conflict or because a person left them out
 */
public record Recovered(String incident, Culprit culprit, Instant at, long left) {

    /** Whether everything that the suspect did was repaired; for a series, what all its commits did. */
    public boolean undid(Culprit suspect) {
        return left == 0 && treated(suspect);
    }

    /** Whether at least a part of what the suspect did was repaired. */
    public boolean treated(Culprit suspect) {
        return culprit.timeline() == suspect.timeline() && culprit.did(suspect.xid()) && culprit.did(suspect.lastXid());
    }
}
