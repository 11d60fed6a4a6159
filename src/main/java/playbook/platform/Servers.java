package playbook.platform;

import java.util.List;
import java.util.Optional;
import playbook.incident.Target;

/**
 * The server which owns a target's data directory: asked, ended and begun, never guessed. Every call may be repeated.
 *
 * <p>A cluster answers with its StatefulSet: stopped is 0 replicas and the pod gone.
 */
public interface Servers {

    State look(Target target);

    /**
     * Why recovered data could not take the place of this server's in this incident, with what to do instead where
     * somebody else rules the server; before anything is done; empty when it could.
     */
    default Optional<String> cannotExchange(Target target, String incidentKey) {
        return Optional.empty();
    }

    /**
     * Makes the server that has the wanted data the target's, where recovered data lies with a server of its own;
     * {@link #start}, {@link #stop} and {@link #look} are about that one then. Both must be stopped.
     *
     * @param recovered false: the server that was in place before this incident
     */
    default void lead(Target target, String incidentKey, boolean recovered) {}

    /**
     * What people find changed where the incident ends with another server in the place of the former one, and what they
     * have to do about it, in sentences; empty when nothing.
     */
    default List<String> staysChanged(Target target, String incidentKey) {
        return List.of();
    }

    /**
     * Asks it to end cleanly, and waits some seconds.
     *
     * @throws playbook.incident.HintedException when it still runs then; asking again goes on waiting
     */
    State stop(Target target);

    /**
     * Begins it the way it is always begun, and waits some seconds.
     *
     * @throws playbook.incident.HintedException when it does not answer then, with the end of its log
     */
    State start(Target target);

    /**
     * What was seen.
     *
     * @param owner the process or pod that has the data directory open, empty when nobody has
     * @param ready it takes connections
     */
    record State(String owner, boolean ready) {

        public static final State STOPPED = new State("", false);

        public boolean stopped() {
            return owner.isEmpty();
        }
    }
}
