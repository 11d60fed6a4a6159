package playbook.resume;

import java.util.List;
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
}
