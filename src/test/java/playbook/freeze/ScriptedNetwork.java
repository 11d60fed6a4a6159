package playbook.freeze;

import java.util.ArrayList;
import java.util.List;
import playbook.incident.Target;
import playbook.platform.NetworkFence;
import playbook.platform.NetworkWall;

/** A network before the database that does as it is told, or refuses. */
final class ScriptedNetwork implements NetworkFence {

    final List<String> said = new ArrayList<>();
    String refuses = "";

    @Override
    public boolean isThere(Target target) {
        return true;
    }

    @Override
    public NetworkWall raise(Target target, String incidentKey, boolean testReplica) {
        said.add(testReplica ? "raise but for the test" : "raise");
        return refuses.isEmpty()
                ? new NetworkWall(NetworkWall.State.UP, List.of("let-everybody-in"), "")
                : new NetworkWall(NetworkWall.State.NOT_UP, List.of(), refuses);
    }

    @Override
    public void lower(Target target, String incidentKey) {
        said.add("lower");
    }

    @Override
    public boolean isUp(Target target, String incidentKey) {
        return !said.isEmpty() && !said.get(said.size() - 1).equals("lower");
    }
}
