package playbook.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was just seen.
 *
 * @param exitCode null unless ended by itself
 * @param done progress so far in {@code unit}, -1 when it has not told yet
 * @param total expected end of {@code done}, -1 when unknown
 * @param unit {@code bytes} or {@code rows} or another word, empty when unknown
 * @param result the JSON document it left, null when there is none
 * @param logTail the last lines of its log
 */
public record JobStatus(
        State state,
        @Nullable Integer exitCode,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long done,
        long total,
        String unit,
        @Nullable String result,
        String logTail) {

    /** Life of a job. LOST: it was started, is not running, and left no exit code. */
    public enum State {
        UNKNOWN,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        LOST
    }

    public boolean ended() {
        return state != State.UNKNOWN && state != State.RUNNING;
    }
}
