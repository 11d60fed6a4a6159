package playbook.assess;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import playbook.incident.CulpritSearch.Second;

/** The transactions and rows that were committed in each second. */
final class TimeLine {

    private static final long AROUND_SECONDS = 60;

    private final TreeMap<Long, Sum> seconds = new TreeMap<>();

    void add(Instant at, Sum sum) {
        seconds.merge(at.getEpochSecond(), sum, Sum::plus);
    }

    /** Each second with a commit, from one minute before this moment to one minute after it. */
    List<Second> around(Instant moment) {
        long middle = moment.getEpochSecond();
        return seconds.subMap(middle - AROUND_SECONDS, true, middle + AROUND_SECONDS, true).entrySet().stream()
                .map(entry -> second(Instant.ofEpochSecond(entry.getKey()), entry.getValue()))
                .toList();
    }

    private static Second second(Instant at, Sum sum) {
        return new Second(at, sum.transactions(), sum.deleted(), sum.updated(), sum.inserted());
    }
}
