package playbook.freeze;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.operation.StepResult;
import playbook.postgres.FenceProof;
import playbook.postgres.Session;

/**
 * @param proof null when the server was not reached
 * @param ended sessions that were ended
 * @param stillWriting why it is not believed that all writers are out; empty when up
 */
public record FenceResult(Outcome outcome, @Nullable FenceProof proof, List<Session> ended, List<String> stillWriting)
        implements StepResult {

    /**
     * STILL_WRITING goes to a person, who fences by hand. Into a server that gives no answer nobody writes: the applications
     * are stopped, and whoever brings it back finds in the record that it is not fenced.
     */
    public enum Outcome {
        UP,
        STILL_WRITING,
        NOT_REACHABLE
    }

    static FenceResult notReachable(String why) {
        return new FenceResult(
                Outcome.NOT_REACHABLE,
                null,
                List.of(),
                List.of("the server was not reached, so nobody could be shut out of it: " + why));
    }
}
