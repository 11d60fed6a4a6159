package playbook.operation;

import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.platform.JobStatus;

/** The document a job left, whole and of the type that its step expects. */
final class JobResults {

    private JobResults() {}

    /** @throws HintedException when it left none, or one that lacks a part which the type does not call nullable */
    static <T> T read(JobStatus ended, Class<T> type) {
        String result = ended.result();
        if (result == null) {
            throw new HintedException(
                    "the job left no result (state " + ended.state() + "), its log ends with: " + ended.logTail(),
                    "read its whole log, then run the step again.");
        }
        try {
            return Json.readWhole(result, type);
        } catch (IllegalArgumentException doesNotFit) {
            throw new HintedException(
                    "what the job left does not tell what it did: " + doesNotFit.getMessage(),
                    "is the job of another version than this program? Read its log, then run the step again.",
                    doesNotFit);
        }
    }
}
