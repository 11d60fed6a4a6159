package playbook.assess;

import java.util.Map;
import java.util.TreeMap;

/** How often each number came. */
final class Frequencies {

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long all;

    void add(long number) {
        counts.merge(number, 1L, Long::sum);
        all++;
    }

    /** The number in the middle, the lower of two; 0 when none came. */
    double median() {
        long half = (all + 1) / 2;
        long seen = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= half) {
                return entry.getKey();
            }
        }
        return 0;
    }
}
