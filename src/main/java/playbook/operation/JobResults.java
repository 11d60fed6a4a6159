package playbook.operation;

import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.platform.JobStatus;

/** Reads the result document of a job, complete and of the type that the job's step expects. */
final class JobResults {

    private JobResults() {}

    /**
     * @throws HintedException when there is no document, or a component is missing that the type does not declare
     *     nullable
     */
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
                    "the job's result document is not complete: " + doesNotFit.getMessage(),
                    "is the job of another version than this program? Read its log, then run the step again.",
                    doesNotFit);
        }
    }
}
