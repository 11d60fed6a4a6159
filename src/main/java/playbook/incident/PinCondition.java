package playbook.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How well the evidence is pinned, for people who judge by the evidence.
 *
 * @param holds the server kept dead rows at the time of the look
 * @param whole all parts of the pin are set
 * @param remarks what is missing and why, in plain words; empty when nothing is
 * @param seenAt this machine's clock, UTC
 */
public record PinCondition(boolean holds, boolean whole, List<String> remarks, Instant seenAt) {

    /** The same condition with further remarks, without duplicates. */
    public PinCondition with(List<String> more, Instant at) {
        List<String> all = new ArrayList<>(remarks);
        more.stream().filter(remark -> !all.contains(remark)).forEach(all::add);
        return new PinCondition(holds, whole && more.isEmpty(), List.copyOf(all), at);
    }
}
