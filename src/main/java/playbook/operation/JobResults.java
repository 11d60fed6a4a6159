package playbook.operation;

import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.platform.JobStatus;

/** The document a job left. */
public final class JobResults {

    private JobResults() {}

    /** @throws HintedException when it left none */
    public static <T> T read(JobStatus ended, Class<T> type) {
        String result = ended.result();
        if (result == null) {
            throw new HintedException(
                    "the job left no result (state " + ended.state() + "), its log ends with: " + ended.logTail(),
                    "read its whole log, then run the step again.");
        }
        return Json.read(result, type);
    }
}
