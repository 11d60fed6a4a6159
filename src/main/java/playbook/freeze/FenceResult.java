package playbook.freeze;

import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.operation.StepResult;
import playbook.postgres.FenceProof;
import playbook.postgres.Session;

/**
 * The result of raising the fence.
 *
 * @param proof null when the server was not reached
 * @param ended sessions that were ended
 * @param stillWriting reasons why the fence is not proved; empty when it is up
 */
public record FenceResult(Outcome outcome, @Nullable FenceProof proof, List<Session> ended, List<String> stillWriting)
        implements StepResult {

    /**
     * STILL_WRITING leads to a task for a person, who fences by hand. NOT_REACHABLE: nobody writes to a server that
     * does not answer; the applications are stopped, and the record says that the server is not fenced.
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
                List.of("the server was not reached, so no writer could be shut out of it: " + why));
    }
}
