package playbook.decide;

import java.time.Instant;

/** One of them. */
public record Measurement(long bytes, double seconds, Instant measuredAt) {

    /** Seconds for that many bytes at the same speed. */
    long secondsFor(long otherBytes) {
        return Math.round(Math.ceil(seconds * otherBytes / bytes));
    }

    long megabytesPerSecond() {
        return Math.round(bytes / seconds / 1e6);
    }
}
