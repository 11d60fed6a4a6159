package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What the application itself said about the recovered data, in test mode.
 *
 * @param since the log was read from here on
 */
public record ApplicationChecks(List<DataChecks.Check> checks, Instant since) {

    /** True only when there are checks and each of them passed. */
    public boolean passed() {
        return !checks.isEmpty() && checks.stream().allMatch(DataChecks.Check::passed);
    }
}
