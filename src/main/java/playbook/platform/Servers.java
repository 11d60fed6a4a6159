package playbook.platform;

import playbook.incident.Target;

/**
 * The server which owns a target's data directory: asked, ended and begun, never guessed. Every call may be repeated.
 *
 * <p>A cluster answers with its StatefulSet: stopped is 0 replicas and the pod gone.
 */
public interface Servers {

    State look(Target target);

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
