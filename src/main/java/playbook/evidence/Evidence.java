package playbook.evidence;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Incident;

/**
 * The incident's record. A success is written in the caller's transaction; an intent, a refusal and a failure each in a
 * transaction of its own, so that it stays when the caller's transaction is rolled back. One sealer chains the rows by
 * hash.
 */
public interface Evidence {

    /** A finding, stored under its class's simple name as JSON. */
    void found(Incident incident, String step, Object finding);

    /** The newest finding of this type. */
    <T> Optional<T> find(Incident incident, Class<T> type);

    /** @throws playbook.incident.HintedException when there is none yet */
    <T> T get(Incident incident, Class<T> type);

    /** The recoveries of earlier incidents of the same target that were not undone. */
    default List<Recovered> recoveredBefore(Incident incident) {
        return List.of();
    }

    /**
     * Records that a destructive act begins; committed when it returns. Returns false when the same intent is on record
     * already; then a person must decide.
     */
    boolean intend(Incident incident, String step, int attempt, Object what);

    void refused(Incident incident, String step, String who, String why);

    void failed(Incident incident, String step, String what);

    /** A person's decision, by the authenticated user. */
    void decided(Incident incident, String step, String who, @Nullable Object what);
}
