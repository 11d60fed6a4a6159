package playbook.platform;

import java.util.List;
import playbook.incident.Target;

/**
 * A wall in the network before the fence in the database, where the platform has one. It is an extra: whether it is kept is
 * known to the network alone, and so the proof that nobody writes stays the database's own.
 */
public interface NetworkFence {

    /** There is no network between the applications and the database. */
    NetworkFence NONE = new NetworkFence() {

        @Override
        public boolean isThere(Target target) {
            return false;
        }

        @Override
        public NetworkWall raise(Target target, String incidentKey, boolean testReplica) {
            return new NetworkWall(NetworkWall.State.NONE, List.of(), "");
        }

        @Override
        public void lower(Target target, String incidentKey) {}

        @Override
        public boolean isUp(Target target, String incidentKey) {
            return false;
        }
    };

    /** Whether the platform has such a thing. */
    boolean isThere(Target target);

    /**
     * Lets nobody reach the database but the playbook, its jobs and the server's own standbys. May be repeated; the last call
     * counts. Does not throw for want of a right: that is said in the answer, and nothing was done.
     *
     * @param testReplica also lets in the application that is tested
     */
    NetworkWall raise(Target target, String incidentKey, boolean testReplica);

    /** Takes it away again. Does nothing where there is none. */
    void lower(Target target, String incidentKey);

    boolean isUp(Target target, String incidentKey);
}
