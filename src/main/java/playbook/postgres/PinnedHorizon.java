package playbook.postgres;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The present state of what keeps dead rows in the heap.
 *
 * @param pinSlot slot whose xmin holds back the removal horizon; reserves no WAL
 * @param xmin the slot's xmin, null when it has none: then the pin is lost
 * @param walSlot slot that keeps the WAL from before the report
 * @param walStatus as PostgreSQL tells it ({@code reserved}, {@code extended}, {@code unreserved}, {@code lost}), empty
 *     when the slot is not there
 * @param deferring older majors only: {@code vacuum_defer_cleanup_age} holds as well
 * @param since the server's clock; a server process that began before may have cached an older horizon
 * @param ended older server processes that were terminated
 * @param older older server processes that still run: each may prune rows that the pin should keep
 * @param replicas standbys that stream from this server; a delayed one has to be paused at its own address
 * @param notSet what could not be set, each with the reason
 * @param overruled why dead rows can be removed, or WAL is not retained, in spite of the pin
 */
public record PinnedHorizon(
        String pinSlot,
        @Nullable String xmin,
        String walSlot,
        String walStatus,
        boolean autovacuumOff,
        boolean deferring,
        String since,
        List<Session> ended,
        List<Session> older,
        List<String> replicas,
        List<String> notSet,
        List<String> overruled) {

    public PinnedHorizon {
        // Records of an older version have none.
        overruled = Objects.requireNonNullElse(overruled, List.of());
    }

    /**
     * Whether dead rows and WAL are kept: both slots hold, no older process is left, and nothing overrules the slots.
     */
    public boolean isUp() {
        return xmin != null && keepsWal() && autovacuumOff && older.isEmpty() && overruled.isEmpty();
    }

    /** Whether the WAL slot exists and was not invalidated. */
    public boolean keepsWal() {
        return !walStatus.isEmpty() && !walStatus.equals("lost");
    }

    /** Whether the removal horizon is held back, even if other parts of the pin are missing. */
    public boolean holds() {
        return xmin != null || deferring;
    }
}
