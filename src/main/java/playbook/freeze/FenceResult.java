package playbook.freeze;

import java.util.List;
import playbook.operation.StepResult;
import playbook.postgres.FenceProof;
import playbook.postgres.Session;

/**
 * @param ended sessions that were ended
 * @param stillWriting why it is not believed that all writers are out; empty when up
 */
public record FenceResult(Outcome outcome, FenceProof proof, List<Session> ended, List<String> stillWriting)
        implements StepResult {

    /** STILL_WRITING goes to a person, who fences by hand. */
    public enum Outcome {
        UP,
        STILL_WRITING
    }
}
