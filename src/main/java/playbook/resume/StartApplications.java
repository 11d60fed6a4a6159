package playbook.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import playbook.evidence.Changes;
import playbook.evidence.Changes.Change;
import playbook.incident.Act;
import playbook.incident.Await;
import playbook.incident.Incident;
import playbook.incident.Remembered;
import playbook.operation.ShortStep;
import playbook.platform.Applications;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.Platforms;

/** Starts exactly the replicas that ran before the incident, in the configured order. */
@Component
public class StartApplications implements ShortStep {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Platforms platforms;
    private final Changes changes;
    private final Duration patience;

    @Autowired
    public StartApplications(Platforms platforms, Changes changes) {
        this(platforms, changes, Duration.ofSeconds(15));
    }

    StartApplications(Platforms platforms, Changes changes, Duration patience) {
        this.platforms = platforms;
        this.changes = changes;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "startApplications";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public StartApplicationsResult run(Incident incident) {
        Instant began = Instant.now();
        Applications applications = platforms.of(incident.target()).applications();
        List<Change> remembered = changes.open(incident, Remembered.APPLICATION);
        Map<String, ApplicationState> before = remembered.stream()
                .map(change -> change.before(ApplicationState.class))
                .collect(Collectors.toMap(ApplicationState::name, Function.identity()));
        // The platform lists the applications in their start order.
        List<ApplicationState> wanted = applications.look(incident.target()).stream()
                .filter(application -> before.containsKey(application.name()))
                .map(application -> before.getOrDefault(application.name(), application))
                .toList();
        for (ApplicationState one : wanted) {
            applications.scale(incident.target(), one.name(), one.wanted(), one.testMode());
        }
        List<ApplicationState> missing = Await.until(
                List::isEmpty,
                patience.minus(Duration.between(began, Instant.now())),
                LOOK,
                () -> missing(incident, before));
        if (missing.isEmpty()) {
            remembered.stream()
                    .filter(change -> wanted.stream().anyMatch(one -> one.name().equals(change.subject())))
                    .forEach(changes::undone);
        }
        boolean started = missing.isEmpty() && wanted.size() == before.size();
        StartApplicationsResult result = new StartApplicationsResult(
                started ? StartApplicationsResult.Outcome.STARTED : StartApplicationsResult.Outcome.NOT_STARTED,
                List.copyOf(before.values()),
                missing,
                began);
        return result;
    }

    private List<ApplicationState> missing(Incident incident, Map<String, ApplicationState> before) {
        return platforms.of(incident.target()).applications().look(incident.target()).stream()
                .filter(now -> before.containsKey(now.name()))
                .filter(now -> !isAsBefore(now, before.getOrDefault(now.name(), now)))
                .toList();
    }

    private static boolean isAsBefore(ApplicationState now, ApplicationState before) {
        return now.wanted() == before.wanted()
                && now.running() == before.wanted()
                && now.testMode() == before.testMode();
    }
}
