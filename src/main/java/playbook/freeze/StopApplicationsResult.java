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
 * The result of stopping the applications.
 *
 * @param running applications that still have running replicas
 * @param network the network's block before the database, in addition to the database's own fence
 */
public record StopApplicationsResult(
        Outcome outcome, List<ApplicationState> running, NetworkWall network, Duration took) implements StepResult {

    /** STILL_RUNNING leads to a task for a person; the fence keeps these applications' writes out anyway. */
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
