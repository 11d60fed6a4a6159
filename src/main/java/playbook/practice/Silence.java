package playbook.practice;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import playbook.practice.OracleRecord.Destruction;

/**
 * A time without an acknowledged write.
 *
 * @param from the last write before, or the loss when none came after it; null when there was no silence
 * @param to the first write after, null when there was none yet
 */
record Silence(@Nullable Instant from, @Nullable Instant to) {

    /**
     * The longest silence after the loss.
     *
     * @param acknowledgements in their order
     * @param now end of what was looked at
     */
    static Silence longest(Collection<Instant> acknowledgements, @Nullable Destruction loss, Instant now) {
        Silence longest = new Silence(null, null);
        if (loss == null) {
            return longest;
        }
        Duration length = Duration.ZERO;
        // A loss after which nobody can write begins it.
        Instant before = loss.committedAt();
        for (Instant time : acknowledgements) {
            // The silence that the loss itself made by its locks does not count.
            if (time.isBefore(loss.committedAt())) {
                continue;
            }
            if (Duration.between(before, time).compareTo(length) > 0) {
                length = Duration.between(before, time);
                longest = new Silence(before, time);
            }
            before = time;
        }
        return Duration.between(before, now).compareTo(length) > 0 ? new Silence(before, null) : longest;
    }
}
