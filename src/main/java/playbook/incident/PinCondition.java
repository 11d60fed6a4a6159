package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * How well the evidence is pinned, for those who judge by it.
 *
 * @param holds dead rows were held when it was looked at
 * @param whole everything that belongs to the pin is set
 * @param remarks what is missing and why, in plain words; empty when it is whole
 * @param seenAt this machine's clock, UTC
 */
public record PinCondition(boolean holds, boolean whole, List<String> remarks, Instant seenAt) {}
