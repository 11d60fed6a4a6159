package playbook.freeze;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.incident.Act;
import playbook.incident.Await;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.NetworkFence;
import playbook.platform.NetworkWall;
import playbook.platform.Platforms;

/**
 * Blocks the network path to the database, scales every application to zero in reverse start order, and remembers the
 * former replicas.
 */
@Component
class StopApplications implements ShortStep {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Platforms platforms;
    private final Changes changes;
    private final Duration patience;

    @Autowired
    StopApplications(Platforms platforms, Changes changes) {
        this(platforms, changes, Duration.ofSeconds(10));
    }

    StopApplications(Platforms platforms, Changes changes, Duration patience) {
        this.platforms = platforms;
        this.changes = changes;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "stopApplications";
    }

    @Override
    public Act act() {
        return Act.STOP_LOSS;
    }

    @Override
    public StopApplicationsResult run(Incident incident) {
        Instant began = Instant.now();
        NetworkWall wall = shutNetwork(incident);
        Applications applications = platforms.of(incident.target()).applications();
        List<ApplicationState> found = new ArrayList<>(applications.look(incident.target()));
        Collections.reverse(found);
        for (ApplicationState application : found) {
            changes.remember(incident, Remembered.APPLICATION, application.name(), application);
            applications.scale(incident.target(), application.name(), 0, application.testMode());
        }
        List<ApplicationState> running = Await.until(
                List::isEmpty, patience.minus(Duration.between(began, Instant.now())), LOOK, () -> running(incident));
        StopApplicationsResult result = new StopApplicationsResult(
                running.isEmpty()
                        ? StopApplicationsResult.Outcome.STOPPED
                        : StopApplicationsResult.Outcome.STILL_RUNNING,
                running,
                wall,
                Duration.between(began, Instant.now()));
        return result;
    }

    private NetworkWall shutNetwork(Incident incident) {
        NetworkFence network = platforms.of(incident.target()).networkFence();
        if (!network.isThere(incident.target())) {
            return new NetworkWall(NetworkWall.State.NONE, List.of(), "");
        }
        // An earlier try may have blocked the network, even if the platform refuses it now.
        boolean triedBefore = !changes.open(incident, Remembered.NETWORK_FENCE).isEmpty();
        changes.remember(incident, Remembered.NETWORK_FENCE, incident.key(), "none");
        NetworkWall wall = network.raise(incident.target(), incident.key(), false);
        if (wall.state() != NetworkWall.State.UP && !triedBefore) {
            changes.open(incident, Remembered.NETWORK_FENCE).forEach(changes::undone);
        }
        return wall;
    }

    private List<ApplicationState> running(Incident incident) {
        return platforms.of(incident.target()).applications().look(incident.target()).stream()
                .filter(application -> application.running() > 0)
                .toList();
    }
}
