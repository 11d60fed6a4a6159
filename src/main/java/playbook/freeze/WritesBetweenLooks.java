package playbook.freeze;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.postgres.CommittedWrites;
import playbook.postgres.FenceProof;

/** What was written to a fenced server between two looks at its fence. */
final class WritesBetweenLooks {

    private final CommittedWrites writes;
    private final Map<String, Seen> last = new HashMap<>();

    WritesBetweenLooks(CommittedWrites writes) {
        this.writes = writes;
    }

    private record Seen(Lsn at, long nextXid) {}

    /** Whoever came, wrote and went between two looks took a transaction id; asking for it costs nothing. */
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
            // Another server is in the place now, or too much was written by ourselves: the next look begins anew.
            return List.of();
        }
    }

    synchronized void forget(Incident incident) {
        last.remove(incident.key());
    }
}
