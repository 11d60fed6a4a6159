package playbook.decide;

import java.time.Instant;

/** How long one recovery or step took, and for how many bytes. */
public record Measurement(long bytes, double seconds, Instant measuredAt) {

    /** Estimated seconds for another number of bytes at the same speed. */
    long secondsFor(long otherBytes) {
        return Math.round(Math.ceil(seconds * otherBytes / bytes));
    }

    long megabytesPerSecond() {
        return Math.round(bytes / seconds / 1e6);
    }
}
