package playbook.resume;

import java.util.Optional;
import playbook.evidence.Changes.Change;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.Platforms;

/** Checks whether the database's applications run as before the incident. */
record ApplicationsGivenBack(Platforms platforms) {

    /** How the application differs from before; empty when it does not. */
    Optional<String> difference(Target target, Change change) {
        ApplicationState before = change.before(ApplicationState.class);
        Optional<ApplicationState> found = now(target, change.subject());
        if (found.isEmpty()) {
            return Optional.of("no longer exists, was " + words(before));
        }
        return found.filter(now -> now.wanted() != before.wanted()
                        || now.running() != before.wanted()
                        || now.testMode() != before.testMode())
                .map(now -> "is " + words(now) + ", was " + words(before));
    }

    /** Whether a replica is still in test mode. */
    Optional<String> testReplica(Target target, Change change) {
        return now(target, change.subject())
                .filter(ApplicationState::testMode)
                .map(now -> "is still in test mode: " + words(now));
    }

    private static String words(ApplicationState state) {
        return state.running() + " of " + state.wanted() + " replicas running"
                + (state.testMode() ? ", in test mode" : "");
    }

    /** The application's present state; empty when the platform does not know it any more. */
    private Optional<ApplicationState> now(Target target, String application) {
        return platforms.of(target).applications().look(target).stream()
                .filter(state -> state.name().equals(application))
                .findFirst();
    }
}
