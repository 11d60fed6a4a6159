package playbook.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import playbook.incident.Lsn;

/**
 * What was seen while the fence was watched.
 *
 * @param from where the WAL stood at the first look
 * @param to where it stood at the last
 * @param at the server's clock at the last look, UTC
 * @param foreign sessions that were seen and are not the playbook's
 * @param prepared prepared transactions; their commit would be a write
 * @param foreignXids transaction ids given out meanwhile and not ours
 * @param foreignWrites transaction ids found in the WAL between the two positions and not ours
 */
public record FenceProof(
        Lsn from,
        Lsn to,
        Instant at,
        List<Session> foreign,
        List<String> prepared,
        Set<Long> foreignXids,
        Set<Long> foreignWrites) {

    /** Nobody but the playbook can have written. */
    public boolean holds() {
        return foreign.isEmpty() && prepared.isEmpty() && foreignXids.isEmpty() && foreignWrites.isEmpty();
    }

    /** Each reason why it does not hold, for people. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        foreign.forEach(session -> reasons.add("session: " + session));
        prepared.forEach(one -> reasons.add("prepared transaction: " + one));
        if (!foreignXids.isEmpty()) {
            reasons.add("transaction ids were given out: " + foreignXids);
        }
        if (!foreignWrites.isEmpty()) {
            reasons.add("the WAL between " + from + " and " + to + " holds writes of transactions " + foreignWrites);
        }
        return reasons;
    }
}
