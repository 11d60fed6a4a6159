package playbook.resume;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;

/**
 * The result of starting the applications.
 *
 * @param wanted the applications' state before the incident
 * @param missing applications that do not run like that yet, in the state seen
 * @param began this machine's clock, UTC; errors in logs are counted from this time on
 */
public record StartApplicationsResult(
        Outcome outcome, List<ApplicationState> wanted, List<ApplicationState> missing, Instant began)
        implements StepResult {

    /** NOT_STARTED: some replicas were not running in time; a person gets a task, but they may still start. */
    public enum Outcome {
        STARTED,
        NOT_STARTED
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.STARTED) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "not every application runs as before the incident. Wanted: " + words(wanted) + "; different: "
                        + (missing.isEmpty() ? "the platform no longer knows all of them" : words(missing)),
                "look into their logs; when they run as before, choose 'try again'."));
    }

    private static String words(List<ApplicationState> applications) {
        return applications.stream()
                .map(one -> one.name() + " (" + one.running() + " of " + one.wanted() + " replicas"
                        + (one.testMode() ? ", test mode)" : ")"))
                .collect(Collectors.joining(", "));
    }
}
