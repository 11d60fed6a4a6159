package playbook.resume;

import java.util.Optional;
import playbook.evidence.Changes.Change;
import playbook.incident.Target;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.Platforms;

/** Looks whether the applications in front of the database are as before. */
record ApplicationsGivenBack(Platforms platforms) {

    /** How it is not as before; empty when it is. */
    Optional<String> difference(Target target, Change change) {
        ApplicationState before = change.before(ApplicationState.class);
        Optional<ApplicationState> found = now(target, change.subject());
        if (found.isEmpty()) {
            return Optional.of("is not there any more, was " + words(before));
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

    /** Empty when the platform knows no such application any more. */
    private Optional<ApplicationState> now(Target target, String application) {
        return platforms.of(target).applications().look(target).stream()
                .filter(state -> state.name().equals(application))
                .findFirst();
    }
}
