package playbook.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import playbook.incident.Lsn;

/**
 * What was seen while the fence was watched.
 *
 * @param from WAL position at the first look
 * @param to WAL position at the last look
 * @param at the server's clock at the last look, UTC
 * @param foreign sessions that are not the playbook's
 * @param prepared prepared transactions; their commit would be a write
 * @param foreignXids transaction ids that were assigned meanwhile to others
 * @param foreignWrites transaction ids of others in the WAL between the two positions
 * @param otherWays writers without a client session: enabled subscriptions, scheduled jobs
 * @param workers processes of extensions that are connected to a database: only a person knows whether they write
 * @param nextXid the next transaction id at the last look (32 bits), which the next writer will get
 */
public record FenceProof(
        Lsn from,
        Lsn to,
        Instant at,
        List<Session> foreign,
        List<String> prepared,
        Set<Long> foreignXids,
        Set<Long> foreignWrites,
        List<String> otherWays,
        List<String> workers,
        long nextXid) {

    public FenceProof {
        // Records of an older version have none.
        otherWays = Objects.requireNonNullElse(otherWays, List.of());
        workers = Objects.requireNonNullElse(workers, List.of());
    }

    /** Whether it is proved that nobody but the playbook has written. */
    public boolean holds() {
        return holdsBut(List.of());
    }

    /** @param known workers that a person was shown by name and let stay */
    public boolean holdsBut(Collection<String> known) {
        return foreign.isEmpty()
                && prepared.isEmpty()
                && foreignXids.isEmpty()
                && foreignWrites.isEmpty()
                && otherWays.isEmpty()
                && known.containsAll(workers);
    }

    /** The proof without transaction ids, which prove nothing while the playbook itself writes. */
    public FenceProof withoutIds() {
        return new FenceProof(from, to, at, foreign, prepared, Set.of(), Set.of(), otherWays, workers, nextXid);
    }

    /** Each reason why it does not hold, for people. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        foreign.forEach(session -> reasons.add("session: " + session));
        prepared.forEach(one -> reasons.add("prepared transaction: " + one));
        reasons.addAll(otherWays);
        reasons.addAll(workers);
        if (!foreignXids.isEmpty()) {
            reasons.add("transaction ids were given out: " + foreignXids);
        }
        if (!foreignWrites.isEmpty()) {
            reasons.add("the WAL between " + from + " and " + to + " holds writes of transactions " + foreignWrites);
        }
        return reasons;
    }
}
