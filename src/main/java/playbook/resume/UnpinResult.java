package playbook.resume;

import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.operation.StepResult;

/**
 * @param given what was given back
 * @param remarks what somebody had changed meanwhile
 * @param differences what is still not as it was before the incident
 */
public record UnpinResult(Outcome outcome, List<String> given, List<String> remarks, List<String> differences)
        implements StepResult {

    /** NOT_AS_BEFORE: something could not be given back exactly; see differences. */
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
                "give these back by hand: a slot left behind fills the disk, and autovacuum switched off bloats every"
                        + " table. Then choose 'try again': it looks once more."));
    }
}
