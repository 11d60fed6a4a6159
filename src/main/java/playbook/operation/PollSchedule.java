package playbook.operation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when each operation is looked at: at first in every round, later after a twentieth of the time it has been
 * watched, but at least every five seconds.
 */
final class PollSchedule {

    private static final long MOST = Duration.ofSeconds(5).toNanos();
    private static final int PART = 20;

    private final Map<String, Look> looks = new HashMap<>();

    private record Look(long first, long latest) {}

    /**
     * @param now monotonic clock in nanoseconds (System.nanoTime); when the method returns true, a look at this time is
     *     noted
     */
    boolean due(String operation, long now) {
        Look known = looks.get(operation);
        if (known != null && now - known.latest() < Math.min(MOST, (now - known.first()) / PART)) {
            return false;
        }
        looks.put(operation, new Look(known == null ? now : known.first(), now));
        return true;
    }

    /** Forgets all other operations: they have ended, or another replica watches them. */
    void only(Collection<String> operations) {
        looks.keySet().retainAll(operations);
    }
}
