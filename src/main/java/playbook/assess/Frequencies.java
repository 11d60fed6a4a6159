package playbook.assess;

import java.util.Map;
import java.util.TreeMap;

/** Counts how often each number was added. */
final class Frequencies {

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private long all;

    void add(long number) {
        counts.merge(number, 1L, Long::sum);
        all++;
    }

    /** The median, the lower one of two; 0 when no number was added. */
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
