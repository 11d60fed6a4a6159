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

    /** Shells tell the signal that ended a program by an exit code above it. */
    public static final int SIGNALS = 128;

    /** Begins the last line of the log of a job that runs and does not get on, or is not seen just now. */
    public static final String HELD = "held up: ";

    /** What holds it up, empty when nothing does. */
    public String heldUpBy() {
        int at = state == State.RUNNING ? ("\n" + logTail).lastIndexOf("\n" + HELD) : -1;
        return at < 0 ? "" : logTail.substring(at + HELD.length());
    }

    public boolean ended() {
        return state != State.UNKNOWN && state != State.RUNNING;
    }

    /** Not by itself: somebody or something ended it, which says nothing about the work. */
    public boolean killed() {
        return state == State.LOST || (state == State.FAILED && (exitCode == null || exitCode > SIGNALS));
    }
}
