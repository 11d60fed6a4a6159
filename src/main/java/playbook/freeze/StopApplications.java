package playbook.freeze;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.postgres.Pause;

/** Scales every application to zero, the last started first, and keeps what was running. */
@Component
public class StopApplications implements ShortStep {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Applications applications;
    private final Changes changes;
    private final Duration patience;

    @Autowired
    public StopApplications(Applications applications, Changes changes) {
        this(applications, changes, Duration.ofSeconds(10));
    }

    StopApplications(Applications applications, Changes changes, Duration patience) {
        this.applications = applications;
        this.changes = changes;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "stopApplications";
    }

    @Override
    public StopApplicationsResult run(Incident incident) {
        Instant began = Instant.now();
        List<ApplicationState> found = new ArrayList<>(applications.look(incident.target()));
        Collections.reverse(found);
        for (ApplicationState application : found) {
            changes.remember(incident, Remembered.APPLICATION, application.name(), application);
            applications.scale(incident.target(), application.name(), 0, application.testMode());
        }
        List<ApplicationState> running = running(incident);
        while (!running.isEmpty() && Instant.now().isBefore(began.plus(patience))) {
            Pause.of(LOOK);
            running = running(incident);
        }
        StopApplicationsResult result = new StopApplicationsResult(
                running.isEmpty()
                        ? StopApplicationsResult.Outcome.STOPPED
                        : StopApplicationsResult.Outcome.STILL_RUNNING,
                running,
                Duration.between(began, Instant.now()));
        return result;
    }

    private List<ApplicationState> running(Incident incident) {
        return applications.look(incident.target()).stream()
                .filter(application -> application.running() > 0)
                .toList();
    }
}
