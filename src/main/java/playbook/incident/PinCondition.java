package playbook.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How well the evidence is pinned, for those who judge by it.
 *
 * @param holds dead rows were held when it was looked at
 * @param whole everything that belongs to the pin is set
 * @param remarks what is missing and why, in plain words; empty when it is whole
 * @param seenAt this machine's clock, UTC
 */
public record PinCondition(boolean holds, boolean whole, List<String> remarks, Instant seenAt) {

    /** The same condition with further remarks; one that was made before is not made again. */
    public PinCondition with(List<String> more, Instant at) {
        List<String> all = new ArrayList<>(remarks);
        more.stream().filter(remark -> !all.contains(remark)).forEach(all::add);
        return new PinCondition(holds, whole && more.isEmpty(), List.copyOf(all), at);
    }
}
