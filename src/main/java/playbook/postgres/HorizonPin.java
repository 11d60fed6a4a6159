package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.incident.Await;
import playbook.incident.HintedException;
import playbook.incident.Remembered;
import playbook.incident.Target;

/**
 * Keeps deleted and overwritten rows in the heap: a slot whose xmin is older than every row, autovacuum off, cleanup
 * deferred where the major can, and every server process ended that cached an older horizon. Reading a table before that
 * (a {@code count(*)}, a {@code pg_dump}) removes the evidence.
 */
@Component
public final class HorizonPin {

    private static final String AUTOVACUUM = "autovacuum";
    private static final String DEFER = "vacuum_defer_cleanup_age";
    private static final String DEFERRED = "1000000";
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

    // A slot that was invalidated still shows its xmin and holds nothing.
    private static final String SLOT = """
            SELECT CASE WHEN wal_status = 'lost' THEN NULL ELSE xmin::text END, COALESCE(wal_status, '')
            FROM pg_catalog.pg_replication_slots WHERE slot_name = ?
            """;

    // Why, since 17, where the server tells it.
    private static final String LOST = """
            SELECT COALESCE(pg_catalog.to_jsonb(s) ->> 'invalidation_reason',
                            pg_catalog.format('max_slot_wal_keep_size is %s', pg_catalog.current_setting('max_slot_wal_keep_size')))
            FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ? AND s.wal_status = 'lost'
            """;

    private static final String IDLE = "idle_replication_slot_timeout";

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

    /** Name of the slot that holds the horizon for this incident. */
    public static String pinSlot(String incidentKey) {
        return "playbook_pin_" + plain(incidentKey);
    }

    /** Name of the slot that keeps WAL for this incident. */
    public static String walSlot(String incidentKey) {
        return "playbook_wal_" + plain(incidentKey);
    }

    /** Sets all of the pin that can be set; may be repeated, and raises again what has fallen. */
    public PinnedHorizon raise(Target target, String incidentKey, ChangeLog memory) {
        List<String> notSet = new ArrayList<>();
        String since = "";
        try (Connection session = Connections.open(target)) {
            ServerFacts.requireOurPrimary(session, target);
            hold(target, session, pinSlot(incidentKey), memory, notSet);
            keepWal(session, walSlot(incidentKey), memory, notSet);
            set(session, AUTOVACUUM, "off", memory, notSet);
            set(session, IDLE, "0", memory, notSet);
            defer(session, memory, notSet);
            notSet.addAll(Query.list(session, OVERRULED, Query::text, walSlot(incidentKey)));
            since = Query.one(session, "SELECT pg_catalog.clock_timestamp()::text", Query::text);
        } catch (SQLException e) {
            throw failed(target, e);
        }
        // Not the session above: it has an older horizon itself.
        try (Connection fresh = Connections.open(target)) {
            Sessions.Ended ended = Sessions.endOlderThan(fresh, since, PATIENCE);
            return look(fresh, incidentKey, since, ended.ended(), notSet);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** Whether the pin still holds, and who could defeat it. */
    public PinnedHorizon look(Target target, String incidentKey, String since) {
        try (Connection session = Connections.open(target)) {
            return look(session, incidentKey, since, List.of(), List.of());
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** Still held, with nothing missing. */
    public boolean isUp(Target target, String incidentKey, String since) {
        return look(target, incidentKey, since).isUp();
    }

    /**
     * Ends again whoever began before the pin: a client that was still authenticating when the pin went up shows itself
     * only later.
     */
    public PinnedHorizon sweep(Target target, String incidentKey, String since) {
        try (Connection session = Connections.open(target)) {
            Sessions.Ended ended = Sessions.endOlderThan(session, since, PATIENCE);
            return look(session, incidentKey, since, ended.ended(), List.of());
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /**
     * Writes the slots' state to disk, so that it survives a crash. A checkpoint saves the slots first, so they are safe
     * also when it is not finished in time.
     *
     * @return empty when done, otherwise what happened
     */
    public Optional<String> makeDurable(Target target, Duration deadline) {
        try (Connection session = Connections.open(target);
                java.sql.Statement statement = session.createStatement()) {
            statement.setQueryTimeout((int) Math.max(1, deadline.toSeconds()));
            statement.execute("CHECKPOINT");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("the checkpoint was not seen to end within " + deadline.toSeconds() + " s ("
                    + e.getMessage() + "); it saves the slots first and goes on by itself");
        }
    }

    /** Drops a slot of ours; what streams from it is ended first. */
    public void release(Target target, String slot) {
        try (Connection session = Connections.open(target)) {
            Query.list(
                    session,
                    "SELECT pg_catalog.pg_terminate_backend(active_pid) FROM pg_catalog.pg_replication_slots"
                            + " WHERE slot_name = ? AND active_pid IS NOT NULL",
                    Query::text,
                    slot);
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!drop(session, slot)) {
                if (System.nanoTime() > until) {
                    throw new HintedException(
                            "replication slot " + slot + " on " + target.label() + " is in use and cannot be dropped",
                            "end the process in pg_replication_slots.active_pid, then try again.");
                }
                Await.pause(Duration.ofMillis(20));
            }
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** Puts a setting of the server back; returns what somebody had changed meanwhile or what is not in force. */
    public Optional<String> giveBack(Target target, ServerSetting before) {
        try (Connection session = Connections.open(target)) {
            Optional<ServerSetting> now = ServerSetting.look(session, before.name());
            if (now.isEmpty()) {
                return Optional.of(before.name() + ": the server no longer knows this setting");
            }
            boolean inForce = before.giveBack(session);
            String ours = before.name().equals(DEFER) ? DEFERRED : before.name().equals(IDLE) ? "0" : "off";
            if (!inForce) {
                return Optional.of(before.name() + ": given back in postgresql.auto.conf, but " + before.effective()
                        + " is not in force; postgresql.conf was changed meanwhile");
            }
            String found = now.get().altered();
            boolean same = ours.equals(found) || java.util.Objects.equals(found, before.altered());
            return same
                    ? Optional.empty()
                    : Optional.of(before.name() + ": somebody had set it to " + found
                            + " meanwhile; given back as it was" + " before the incident (" + before.effective() + ")");
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** How a setting is not as it was remembered; empty when it is. */
    public Optional<String> difference(Target target, ServerSetting before) {
        try (Connection session = Connections.open(target)) {
            return ServerSetting.look(session, before.name())
                    .filter(now -> !now.equals(before))
                    .map(now -> "is " + now + ", was " + before);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** File number of each of these tables that is still there, by its name. */
    public Map<String, String> files(Target target, List<Long> tables) {
        try (Connection session = Connections.open(target)) {
            Map<String, String> files = new LinkedHashMap<>();
            Query.list(
                            session,
                            "SELECT c.oid::regclass::text, pg_catalog.pg_relation_filenode(c.oid)::text"
                                    + " FROM pg_catalog.pg_class c WHERE c.oid::text = ANY (?::text[])"
                                    + " AND pg_catalog.pg_relation_filenode(c.oid) IS NOT NULL ORDER BY c.oid",
                            row -> Map.entry(Query.text(row), Query.text(row, 2)),
                            tables.stream().map(String::valueOf).toList())
                    .forEach(file -> files.put(file.getKey(), file.getValue()));
            return files;
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    /** Names of all slots the playbook made on this server. */
    public List<String> slots(Target target) {
        try (Connection session = Connections.open(target)) {
            return Query.list(
                    session,
                    "SELECT slot_name FROM pg_catalog.pg_replication_slots"
                            + " WHERE slot_name LIKE 'playbook\\_%' ORDER BY slot_name",
                    Query::text);
        } catch (SQLException e) {
            throw failed(target, e);
        }
    }

    private static PinnedHorizon look(
            Connection session, String incidentKey, String since, List<Session> ended, List<String> notSet)
            throws SQLException {
        Optional<@Nullable String[]> pin = slot(session, pinSlot(incidentKey));
        Optional<@Nullable String[]> wal = slot(session, walSlot(incidentKey));
        return new PinnedHorizon(
                pinSlot(incidentKey),
                pin.map(columns -> columns[0]).orElse(null),
                walSlot(incidentKey),
                wal.map(columns -> java.util.Objects.requireNonNullElse(columns[1], ""))
                        .orElse(""),
                is(session, AUTOVACUUM, "off"),
                is(session, DEFER, DEFERRED),
                since,
                ended,
                Sessions.olderThan(session, since),
                Query.list(session, REPLICAS, Query::text),
                List.copyOf(notSet),
                Query.list(session, OVERRULED, Query::text, walSlot(incidentKey)));
    }

    private static void hold(Target target, Connection session, String slot, ChangeLog memory, List<String> notSet) {
        try {
            if (!Query.find(session, LOST, Query::text, slot).orElse("").isEmpty()) {
                drop(session, slot);
            }
            create(session, slot, false, memory);
            if (slot(session, slot).filter(columns -> columns[0] != null).isPresent()) {
                return;
            }
            long xmin = Query.one(session, OLDEST_XMIN, row -> row.getLong(1));
            if (!StandbyFeedback.hold(target, session, slot, xmin, PATIENCE)) {
                notSet.add("pin slot " + slot + ": the server did not take xmin " + (xmin & 0xFFFF_FFFFL));
            }
        } catch (SQLException | HintedException e) {
            notSet.add("pin slot " + slot + ": " + e.getMessage());
        }
    }

    private static void keepWal(Connection session, String slot, ChangeLog memory, List<String> notSet) {
        try {
            String lost = Query.find(session, LOST, Query::text, slot).orElse("");
            if (!lost.isEmpty() && drop(session, slot)) {
                notSet.add("WAL slot " + slot + " was lost (" + lost
                        + ") and was made anew: WAL from before is kept by the archive alone");
            }
            create(session, slot, true, memory);
        } catch (SQLException e) {
            notSet.add("WAL slot " + slot + ": " + e.getMessage());
        }
    }

    private static void create(Connection session, String slot, boolean reserveWal, ChangeLog memory)
            throws SQLException {
        if (slot(session, slot).isEmpty()) {
            memory.remember(Remembered.SLOT, slot, slot);
            Query.list(
                    session,
                    "SELECT slot_name FROM pg_catalog.pg_create_physical_replication_slot(?, ?)",
                    Query::text,
                    slot,
                    reserveWal);
        }
    }

    private static void set(Connection session, String name, String value, ChangeLog memory, List<String> notSet) {
        try {
            Optional<ServerSetting> before = ServerSetting.look(session, name);
            if (before.isEmpty() || before.get().effective().equals(value)) {
                return;
            }
            memory.remember(Remembered.SERVER_SETTING, name, before.get());
            if (!ServerSetting.set(session, name, value)) {
                notSet.add(name + ": " + value
                        + " is written but not in force; the command line or a role's setting wins");
            }
        } catch (SQLException e) {
            notSet.add(name + ": " + e.getMessage());
        }
    }

    private static void defer(Connection session, ChangeLog memory, List<String> notSet) throws SQLException {
        int version = Query.one(
                session, "SELECT pg_catalog.current_setting('server_version_num')::int", row -> row.getInt(1));
        // Before 14.8 and 15.3 the setting could itself destroy rows (64-bit underflow of the horizon).
        boolean broken = (version >= 140000 && version < 140008) || (version >= 150000 && version < 150003);
        if (broken) {
            notSet.add(DEFER + ": not safe before 14.8 and 15.3; the slot holds alone");
        } else {
            set(session, DEFER, DEFERRED, memory, notSet);
        }
    }

    private static boolean is(Connection session, String setting, String value) throws SQLException {
        return ServerSetting.look(session, setting)
                .filter(found -> found.effective().equals(value))
                .isPresent();
    }

    private static Optional<@Nullable String[]> slot(Connection session, String slot) throws SQLException {
        return Query.find(
                session, SLOT, row -> new @Nullable String[] {Query.nullable(row, 1), row.getString(2)}, slot);
    }

    private static boolean drop(Connection session, String slot) throws SQLException {
        return Query.list(
                                        session,
                                        "SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots"
                                                + " WHERE slot_name = ? AND active_pid IS NULL",
                                        Query::text,
                                        slot)
                                .size()
                        > 0
                || slot(session, slot).isEmpty();
    }

    private static String plain(String incidentKey) {
        return incidentKey.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    }

    private static HintedException failed(Target target, SQLException e) {
        return new HintedException(
                "the pin on " + target.label() + ": " + e.getMessage(),
                "see the server's log; " + target.user() + " must be a superuser.",
                e);
    }
}
