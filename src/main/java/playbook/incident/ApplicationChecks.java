package playbook.incident;

import java.time.Instant;
import java.util.List;

/**
 * What the application reported about the recovered data while it ran in test mode.
 *
 * @param since the application's log was read from this time on
 */
public record ApplicationChecks(List<DataChecks.Check> checks, Instant since) {

    /** True only when at least one check was made and none failed. */
    public boolean passed() {
        return checks.stream().anyMatch(DataChecks.Check::passed)
                && checks.stream().noneMatch(check -> check.outcome() == DataChecks.Check.Outcome.FAILED);
    }
}
