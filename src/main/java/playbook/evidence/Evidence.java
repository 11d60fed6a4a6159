package playbook.evidence;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Incident;

/**
 * The incident's record. A success is written in the caller's transaction; an intent, a refusal and a failure each in a
 * transaction of their own, so that they stay when the caller's is rolled back. Rows are chained by hash by one sealer.
 */
public interface Evidence {

    /** A finding, stored under its class's simple name as JSON. */
    void found(Incident incident, String step, Object finding);

    /** The newest finding of this type. */
    <T> Optional<T> find(Incident incident, Class<T> type);

    /** @throws playbook.incident.HintedException when there is none yet */
    <T> T get(Incident incident, Class<T> type);

    /** What earlier incidents of the same target gave back, and nobody took away again. */
    default List<Recovered> recoveredBefore(Incident incident) {
        return List.of();
    }

    /**
     * Records that a destructive act begins; committed when it returns. False when the same intent is on record
     * already: then a person decides.
     */
    boolean intend(Incident incident, String step, int attempt, Object what);

    void refused(Incident incident, String step, String who, String why);

    void failed(Incident incident, String step, String what);

    /** A person's decision, by the authenticated user. */
    void decided(Incident incident, String step, String who, @Nullable Object what);
}
