package playbook.platform;

import java.util.List;
import playbook.incident.Target;

/**
 * Blocks the network path to the database, where the platform can do so, in addition to the fence in the database.
 * Whether the network enforces it cannot be checked, so the proof that nobody writes relies on the database alone.
 */
public interface NetworkFence {

    /** For a platform that cannot block the network. */
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

    /** Whether the platform can block the network to this target. */
    boolean isThere(Target target);

    /**
     * Lets only the playbook, its jobs and the server's own standbys reach the database. May be repeated; the last call
     * counts. A missing permission is no exception: the result says so, and nothing was changed.
     *
     * @param testReplica whether the tested application may reach the database, too
     */
    NetworkWall raise(Target target, String incidentKey, boolean testReplica);

    /** Removes the block; does nothing when there is none. */
    void lower(Target target, String incidentKey);

    boolean isUp(Target target, String incidentKey);
}
