package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What the application itself said about the recovered data, in test mode.
 *
 * @param since from when on the log was read
 */
public record ApplicationChecks(List<DataChecks.Check> checks, Instant since) {

    /** True only when something was checked and nothing of it failed. */
    public boolean passed() {
        return checks.stream().anyMatch(DataChecks.Check::passed)
                && checks.stream().noneMatch(check -> check.outcome() == DataChecks.Check.Outcome.FAILED);
    }
}
