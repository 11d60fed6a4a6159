package playbook.platform;

import java.util.List;
import java.util.Optional;
import playbook.incident.Target;

/**
 * Inspects, stops and starts the server that owns a target's data directory. Every call may be repeated.
 *
 * <p>In Kubernetes the server is a StatefulSet; it is stopped when it has 0 replicas and no pod.
 */
public interface Servers {

    State look(Target target);

    /**
     * Why recovered data cannot replace this server's data in this incident, and what to do instead if an operator
     * manages the server; empty when it can. Called before anything is changed.
     */
    default Optional<String> cannotExchange(Target target, String incidentKey) {
        return Optional.empty();
    }

    /**
     * Makes another server the target's server, where recovered data is on a server of its own; {@link #start},
     * {@link #stop} and {@link #look} then use that server. Both servers must be stopped.
     *
     * @param recovered true for the server with the recovered data, false for the one before this incident
     */
    default void lead(Target target, String incidentKey, boolean recovered) {}

    /**
     * What stays changed when the incident ends with another server in place, and what people must do about it, in
     * sentences; empty when nothing.
     */
    default List<String> staysChanged(Target target, String incidentKey) {
        return List.of();
    }

    /**
     * Shuts the server down cleanly, and waits some seconds.
     *
     * @throws playbook.incident.HintedException when it still runs then; another call continues to wait
     */
    State stop(Target target);

    /**
     * Starts the server in its usual way, and waits some seconds.
     *
     * @throws playbook.incident.HintedException when it does not answer then; has the end of its log
     */
    State start(Target target);

    /**
     * The server's state.
     *
     * @param owner the process or pod that uses the data directory, empty when none does
     * @param ready whether it accepts connections
     */
    record State(String owner, boolean ready) {

        public static final State STOPPED = new State("", false);

        public boolean stopped() {
            return owner.isEmpty();
        }
    }
}
