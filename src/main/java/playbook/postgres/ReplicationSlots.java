package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.incident.Await;
import playbook.incident.Remembered;

/** Creates and drops the playbook's physical replication slots on one server. */
final class ReplicationSlots {

    // A slot that was invalidated still shows its xmin and holds nothing.
    private static final String SLOT = """
            SELECT CASE WHEN wal_status = 'lost' THEN NULL ELSE xmin::text END, COALESCE(wal_status, '')
            FROM pg_catalog.pg_replication_slots WHERE slot_name = ?
            """;

    // The reason; servers since 17 have it in invalidation_reason.
    private static final String LOST = """
            SELECT COALESCE(pg_catalog.to_jsonb(s) ->> 'invalidation_reason',
                            pg_catalog.format('max_slot_wal_keep_size is %s', pg_catalog.current_setting('max_slot_wal_keep_size')))
            FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ? AND s.wal_status = 'lost'
            """;

    private static final String OURS = """
            SELECT slot_name FROM pg_catalog.pg_replication_slots
            WHERE slot_name LIKE 'playbook\\_%' ORDER BY slot_name
            """;

    private static final String DROP = """
            SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots
            WHERE slot_name = ? AND active_pid IS NULL
            """;

    private static final String END_STREAM = """
            SELECT pg_catalog.pg_terminate_backend(active_pid) FROM pg_catalog.pg_replication_slots
            WHERE slot_name = ? AND active_pid IS NOT NULL
            """;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final Connection session;

    ReplicationSlots(Connection session) {
        this.session = session;
    }

    /**
     * One slot.
     *
     * @param xmin the xmin it holds, null when it holds none
     * @param walStatus as PostgreSQL tells it
     */
    record Slot(@Nullable String xmin, String walStatus) {}

    Optional<Slot> find(String name) throws SQLException {
        return Query.find(session, SLOT, row -> new Slot(Query.nullable(row, 1), Query.text(row, 2)), name);
    }

    /** Why the server invalidated the slot; empty when it did not. */
    String whyLost(String name) throws SQLException {
        return Query.find(session, LOST, Query::text, name).orElse("");
    }

    /** All slots that the playbook created on this server. */
    List<String> ours() throws SQLException {
        return Query.list(session, OURS, Query::text);
    }

    /** Creates the slot; does nothing when it exists. */
    void create(String name, boolean reserveWal, ChangeLog memory) throws SQLException {
        if (find(name).isEmpty()) {
            memory.remember(Remembered.SLOT, name, name);
            Query.list(
                    session,
                    "SELECT slot_name FROM pg_catalog.pg_create_physical_replication_slot(?, ?)",
                    Query::text,
                    name,
                    reserveWal);
        }
    }

    /** Drops the slot; false while something streams from it. */
    boolean drop(String name) throws SQLException {
        return !Query.list(session, DROP, Query::text, name).isEmpty()
                || find(name).isEmpty();
    }

    /** Terminates what streams from the slot, then drops it; false when it was still in use at the end of the time. */
    boolean release(String name, Duration patience) throws SQLException {
        Query.list(session, END_STREAM, Query::text, name);
        long until = System.nanoTime() + patience.toNanos();
        while (!drop(name)) {
            if (System.nanoTime() > until) {
                return false;
            }
            Await.pause(BETWEEN_TRIES);
        }
        return true;
    }
}
