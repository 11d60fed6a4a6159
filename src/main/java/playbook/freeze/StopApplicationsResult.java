package playbook.freeze;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import playbook.incident.HintedException;
import playbook.operation.StepResult;
import playbook.platform.Applications.ApplicationState;
import playbook.platform.NetworkWall;

/**
 * @param running applications of which replicas are still there
 * @param network the wall before the database, an extra to its own fence
 */
public record StopApplicationsResult(
        Outcome outcome, List<ApplicationState> running, NetworkWall network, Duration took) implements StepResult {

    /** STILL_RUNNING goes to a person; the fence holds these applications out all the same. */
    public enum Outcome {
        STOPPED,
        STILL_RUNNING
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.STOPPED) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "these applications still run " + took.toSeconds() + " s after they were told to stop: "
                        + running.stream()
                                .map(one -> one.name() + " (" + one.running() + " replicas)")
                                .collect(Collectors.joining(", ")),
                "the fence keeps their writes out meanwhile; stop them by hand, then choose 'try again'."));
    }
}
