package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.postgres.ReplicationSlots.Slot;

/** The two slots of an incident's pin: one holds back the removal horizon, the other retains the WAL. */
final class PinSlots {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    // The oldest datfrozenxid with its epoch: no row that is still there died before it.
    private static final String OLDEST_XMIN = """
            WITH next AS (SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::numeric AS xid),
                 oldest AS (SELECT datfrozenxid::text::numeric AS xid FROM pg_catalog.pg_database
                            ORDER BY pg_catalog.age(datfrozenxid) DESC LIMIT 1)
            SELECT pg_catalog.floor(next.xid / 4294967296) * 4294967296 + oldest.xid
                   - CASE WHEN oldest.xid > pg_catalog.mod(next.xid, 4294967296) THEN 4294967296 ELSE 0 END
            FROM next, oldest
            """;

    private static final String OVERRULED = """
            SELECT pg_catalog.format('old_snapshot_threshold is %s: dead rows older than that can go in spite of the slot; it needs'
                       ' a restart to change', pg_catalog.current_setting('old_snapshot_threshold'))
            WHERE COALESCE(pg_catalog.current_setting('old_snapshot_threshold', true), '-1') <> '-1'
            UNION ALL
            SELECT pg_catalog.format('WAL slot %s is unreserved: the next checkpoint takes its WAL (max_slot_wal_keep_size is %s)',
                       s.slot_name, pg_catalog.current_setting('max_slot_wal_keep_size'))
            FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ? AND s.wal_status = 'unreserved'
            """;

    private static final String REPLICAS = """
            SELECT pg_catalog.format('%s at %s: %s, replayed %s, behind by %s', application_name,
                       COALESCE(pg_catalog.host(client_addr), 'this machine'), state, COALESCE(replay_lsn::text, 'unknown'),
                       COALESCE(replay_lag::text, 'nothing known'))
            FROM pg_catalog.pg_stat_replication
            WHERE application_name <> 'playbook' AND state <> 'backup'
            ORDER BY application_name
            """;

    private final Connection session;
    private final ReplicationSlots slots;
    private final String pin;
    private final String wal;

    PinSlots(Connection session, String incidentKey) {
        this.session = session;
        this.slots = new ReplicationSlots(session);
        this.pin = HorizonPin.pinSlot(incidentKey);
        this.wal = HorizonPin.walSlot(incidentKey);
    }

    /** Makes the slot hold back the horizon; adds the reason to {@code notSet} if it does not. */
    void hold(Target target, ChangeLog memory, List<String> notSet) {
        try {
            if (!slots.whyLost(pin).isEmpty()) {
                slots.drop(pin);
            }
            slots.create(pin, false, memory);
            if (xmin().isPresent()) {
                return;
            }
            long xmin = Query.one(session, OLDEST_XMIN, row -> row.getLong(1));
            if (!StandbyFeedback.hold(target, session, pin, xmin, PATIENCE)) {
                notSet.add("pin slot " + pin + ": the server did not take xmin " + (xmin & 0xFFFF_FFFFL));
            }
        } catch (SQLException | HintedException e) {
            notSet.add("pin slot " + pin + ": " + e.getMessage());
        }
    }

    private Optional<String> xmin() throws SQLException {
        return slots.find(pin).flatMap(slot -> Optional.ofNullable(slot.xmin()));
    }

    /** Makes the slot retain WAL; adds to {@code notSet} why it does not, or from when on it does. */
    void keepWal(ChangeLog memory, List<String> notSet) {
        try {
            String lost = slots.whyLost(wal);
            if (!lost.isEmpty() && slots.drop(wal)) {
                notSet.add("WAL slot " + wal + " was lost (" + lost
                        + ") and was made anew: WAL from before is kept by the archive alone");
            }
            slots.create(wal, true, memory);
        } catch (SQLException e) {
            notSet.add("WAL slot " + wal + ": " + e.getMessage());
        }
    }

    /** Why dead rows can be removed, or WAL is not retained, in spite of the pin. */
    List<String> overruled() throws SQLException {
        return Query.list(session, OVERRULED, Query::text, wal);
    }

    /** The present state of the slots and the settings. */
    PinnedHorizon look(String since, List<Session> ended, List<String> notSet) throws SQLException {
        PinSettings settings = new PinSettings(session);
        return new PinnedHorizon(
                pin,
                xmin().orElse(null),
                wal,
                slots.find(wal).map(Slot::walStatus).orElse(""),
                settings.autovacuumIsOff(),
                settings.cleanupIsDeferred(),
                since,
                ended,
                Sessions.olderThan(session, since),
                Query.list(session, REPLICAS, Query::text),
                List.copyOf(notSet),
                overruled());
    }
}
