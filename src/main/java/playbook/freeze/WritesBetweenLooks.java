package playbook.freeze;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.postgres.CommittedWrites;
import playbook.postgres.FenceProof;

/** Detects writes to a fenced server between two looks at the fence. */
final class WritesBetweenLooks {

    private final CommittedWrites writes;
    private final Map<String, Seen> last = new HashMap<>();

    WritesBetweenLooks(CommittedWrites writes) {
        this.writes = writes;
    }

    private record Seen(Lsn at, long nextXid) {}

    /**
     * What somebody wrote since the last look, in words. A session that came, wrote and left has taken a transaction
     * id; only if the next id has moved, the WAL is read.
     */
    synchronized List<String> look(Incident incident, FenceProof proof, boolean oursWrite) {
        Seen before = last.put(incident.key(), new Seen(proof.to(), proof.nextXid()));
        if (before == null || oursWrite || before.nextXid() == proof.nextXid()) {
            return List.of();
        }
        try {
            CommittedWrites.Written written = writes.since(incident.target(), before.at());
            return written.changes().stream()
                    .map(change -> "written between " + before.at() + " and " + written.until() + ": "
                            + change.operation() + " of " + change.rows() + " rows in " + change.table())
                    .toList();
        } catch (HintedException unreadable) {
            // Another server is in place now, or the playbook itself wrote too much: the next look starts the
            // comparison again.
            return List.of();
        }
    }

    synchronized void forget(Incident incident) {
        last.remove(incident.key());
    }
}
