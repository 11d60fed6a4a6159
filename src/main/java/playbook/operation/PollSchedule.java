package playbook.operation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * When each operation is to be looked at: at first in every round, later after a twentieth of the time for which it has been
 * watched, and every five seconds at the least.
 */
final class PollSchedule {

    private static final long MOST = Duration.ofSeconds(5).toNanos();
    private static final int PART = 20;

    private final Map<String, Look> looks = new HashMap<>();

    private record Look(long first, long latest) {}

    /** @param now of the clock that only counts on, in nanoseconds; true is taken for a look */
    boolean due(String operation, long now) {
        Look known = looks.get(operation);
        if (known != null && now - known.latest() < Math.min(MOST, (now - known.first()) / PART)) {
            return false;
        }
        looks.put(operation, new Look(known == null ? now : known.first(), now));
        return true;
    }

    /** The others have ended, or somebody else watches over them. */
    void only(Collection<String> operations) {
        looks.keySet().retainAll(operations);
    }
}
