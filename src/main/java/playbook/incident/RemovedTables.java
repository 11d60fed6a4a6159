package playbook.incident;

import java.time.Instant;

/** What a recovery had made anew was removed again. */
public record RemovedTables(String planHash, long objects, Instant at) implements RecoveryOutcome {

    @Override
    public boolean recovered() {
        return false;
    }
}
