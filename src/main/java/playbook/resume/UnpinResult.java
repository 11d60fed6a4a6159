package playbook.resume;

import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.operation.StepResult;

/**
 * The result of removing the pin.
 *
 * @param given what was restored
 * @param remarks what somebody had changed meanwhile
 * @param differences what is still not as before the incident
 */
public record UnpinResult(Outcome outcome, List<String> given, List<String> remarks, List<String> differences)
        implements StepResult {

    /** NOT_AS_BEFORE: something could not be restored exactly; see {@code differences}. */
    public enum Outcome {
        UNPINNED,
        NOT_AS_BEFORE
    }

    @Override
    public Optional<HintedException> trouble() {
        if (outcome == Outcome.UNPINNED) {
            return Optional.empty();
        }
        return Optional.of(new HintedException(
                "the server is not as before the incident: " + String.join("; ", differences),
                "restore these by hand: a slot left behind fills the disk, and without autovacuum every table"
                        + " bloats. Then choose 'try again', which checks them once more."));
    }
}
