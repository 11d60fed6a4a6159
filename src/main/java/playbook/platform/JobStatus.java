package playbook.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job's state, as seen just now.
 *
 * @param exitCode null unless the job ended by itself
 * @param done progress so far in {@code unit}, -1 before its first progress report
 * @param total expected end of {@code done}, -1 when unknown
 * @param unit {@code bytes} or {@code rows} or another word, empty when unknown
 * @param result the job's result document in JSON, null when there is none
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

    /** A shell's exit code for a program that a signal ended is this plus the signal's number. */
    public static final int SIGNALS = 128;

    /** Prefix of the log's last line for a job that runs without progress, or whose state cannot be read now. */
    public static final String HELD = "held up: ";

    /** Why the job makes no progress; empty when it does. */
    public String heldUpBy() {
        int at = state == State.RUNNING ? ("\n" + logTail).lastIndexOf("\n" + HELD) : -1;
        return at < 0 ? "" : logTail.substring(at + HELD.length());
    }

    public boolean ended() {
        return state != State.UNKNOWN && state != State.RUNNING;
    }

    /** Whether somebody or something else ended the job, which says nothing about its work. */
    public boolean killed() {
        return state == State.LOST || (state == State.FAILED && (exitCode == null || exitCode > SIGNALS));
    }
}
