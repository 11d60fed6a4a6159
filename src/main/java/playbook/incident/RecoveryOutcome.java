package playbook.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A finding that says whether the data of a recovery is in place; the newest one of a way back counts. */
public interface RecoveryOutcome {

    /** False when the recovery was taken back. */
    boolean recovered();

    /** By the database's clock when that is known; otherwise null. */
    default @Nullable Instant doneAt() {
        return null;
    }
}
