package playbook.validate;

import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Remembered;
import playbook.platform.NetworkWall;
import playbook.platform.Platforms;
import playbook.postgres.CommittedWrites;
import playbook.postgres.CommittedWrites.Written;
import playbook.postgres.Role;
import playbook.postgres.WriteFence;

/** Opens the fence for a role that it shuts out, and closes it for this role again. */
@Component
public class RoleGate implements FenceGate {

    private final WriteFence fence;
    private final CommittedWrites writes;
    private final Platforms platforms;
    private final Evidence evidence;
    private final Changes changes;

    public RoleGate(WriteFence fence, CommittedWrites writes, Platforms platforms, Evidence evidence, Changes changes) {
        this.fence = fence;
        this.writes = writes;
        this.platforms = platforms;
        this.evidence = evidence;
        this.changes = changes;
    }

    @Override
    public void openFor(Incident incident, String role) {
        SameServer.mustBe(evidence, incident);
        fence.openFor(incident.target(), role);
        shutNetworkBut(incident, true);
    }

    /** Blocks the network again, with or without the test replica, if it is blocked by this incident. */
    private void shutNetworkBut(Incident incident, boolean testReplica) {
        if (!changes.open(incident, Remembered.NETWORK_FENCE).isEmpty()) {
            NetworkWall wall = platforms
                    .of(incident.target())
                    .networkFence()
                    .raise(incident.target(), incident.key(), testReplica);
            if (wall.state() != NetworkWall.State.UP) {
                throw new HintedException(
                        "the network before the database cannot be " + (testReplica ? "opened for" : "shut after")
                                + " the test: " + wall.why(),
                        "grant the missing right again, then try the step again.");
            }
        }
    }

    /** Does nothing when the fence does not shut the role out, for example because it is lifted already. */
    @Override
    public void closeFor(Incident incident, String role) {
        shutNetworkBut(incident, false);
        changes.open(incident, Remembered.ROLE).stream()
                .filter(change -> change.subject().equals(role))
                .forEach(change -> {
                    SameServer.mustBe(evidence, incident);
                    fence.closeFor(incident.target(), change.before(Role.class));
                });
    }

    @Override
    public Lsn position(Incident incident) {
        return writes.position(incident.target());
    }

    @Override
    public TestWrites writtenSince(Incident incident, Lsn position) {
        try {
            Written written = writes.since(incident.target(), position);
            return TestWrites.of(written.from(), written.until(), written.transactions(), written.changes());
        } catch (HintedException e) {
            return TestWrites.unknown(position, String.valueOf(e.getMessage()));
        }
    }
}
