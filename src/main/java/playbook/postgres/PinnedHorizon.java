package playbook.postgres;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What keeps dead rows in the heap, as it was just seen.
 *
 * @param pinSlot slot whose xmin holds the removal horizon; reserves no WAL
 * @param xmin the xmin it holds, null when it holds none: then the pin has fallen
 * @param walSlot slot that keeps the WAL from before the report
 * @param walStatus as PostgreSQL tells it ({@code reserved}, {@code extended}, {@code unreserved}, {@code lost}), empty
 *     when the slot is not there
 * @param deferring older majors only: {@code vacuum_defer_cleanup_age} holds as well
 * @param since the server's clock; a server process that began before may have cached an older horizon
 * @param ended older server processes that were ended
 * @param older older server processes that are still there: each can prune what the pin should keep
 * @param replicas standbys that stream from this server; a delayed one has to be paused at its own address
 * @param notSet what could not be set, each with the reason
 * @param overruled why dead rows can go, or WAL is not kept, in spite of all that is set
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
     * Nothing removes dead rows now, and the WAL is kept: both slots hold, no older process is left, and nothing overrules
     * them.
     */
    public boolean isUp() {
        return xmin != null && keepsWal() && autovacuumOff && older.isEmpty() && overruled.isEmpty();
    }

    /** The slot that keeps the WAL is there and was not invalidated. */
    public boolean keepsWal() {
        return !walStatus.isEmpty() && !walStatus.equals("lost");
    }

    /** The horizon is held, but something that belongs to the pin is missing. */
    public boolean holds() {
        return xmin != null || deferring;
    }
}
