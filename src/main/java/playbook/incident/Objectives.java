package playbook.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed for a target; a way back beyond it is taken only by whoever says why.
 *
 * @param recoveryTime the recovery time objective, from the report to the recovered data; null where none was agreed
 * @param recoveryPoint the recovery point objective: of how long a time the writes may be given up; null likewise
 */
public record Objectives(
        @Nullable Duration recoveryTime, @Nullable Duration recoveryPoint) {

    public static final Objectives NONE = new Objectives(null, null);

    /**
     * Sentences for what is beyond the objectives, or may be; empty when nothing is.
     *
     * @param takes from the report to the recovered data; null when it was never measured here
     * @param givesUp the time whose writes are given up; null when it is not known
     */
    public List<String> beyond(@Nullable Duration takes, @Nullable Duration givesUp) {
        List<String> beyond = new ArrayList<>();
        Duration time = recoveryTime;
        if (time != null && takes == null) {
            beyond.add("How long it takes was never measured here; agreed is a recovery within " + spoken(time) + ".");
        } else if (time != null && takes != null && takes.compareTo(time) > 0) {
            beyond.add("It ends about " + spoken(takes) + " after the report; agreed is a recovery within "
                    + spoken(time) + ".");
        }
        Duration point = recoveryPoint;
        if (point != null && givesUp == null) {
            beyond.add("Of how long a time it gives up the writes is not known; agreed are at most " + spoken(point)
                    + ".");
        } else if (point != null && givesUp != null && givesUp.compareTo(point) > 0) {
            beyond.add("It gives up the writes of " + spoken(givesUp) + "; agreed are at most " + spoken(point) + ".");
        }
        return List.copyOf(beyond);
    }

    private static String spoken(Duration time) {
        return Figures.seconds(time.toMillis() / 1000.0);
    }
}
