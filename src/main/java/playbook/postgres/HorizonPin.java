package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * Keeps deleted and overwritten rows in the heap: a slot whose xmin is older than every row, autovacuum off, cleanup
 * deferred where the major can, and and every server process terminated that may have cached an older horizon. Reading
 * a table before that (a {@code count(*)}, a {@code pg_dump}) removes the evidence.
 */
@Component
public final class HorizonPin {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String FILES = """
            SELECT c.oid::regclass::text, pg_catalog.pg_relation_filenode(c.oid)::text
            FROM pg_catalog.pg_class c WHERE c.oid::text = ANY (?::text[])
            AND pg_catalog.pg_relation_filenode(c.oid) IS NOT NULL ORDER BY c.oid
            """;

    /** Name of the slot that holds the horizon for this incident. */
    public static String pinSlot(String incidentKey) {
        return "playbook_pin_" + plain(incidentKey);
    }

    /** Name of the slot that keeps WAL for this incident. */
    public static String walSlot(String incidentKey) {
        return "playbook_wal_" + plain(incidentKey);
    }

    private static String plain(String incidentKey) {
        return incidentKey.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    }

    /** Sets all parts of the pin that can be set. May be repeated; sets lost parts again. */
    public PinnedHorizon raise(Target target, String incidentKey, ChangeLog memory) {
        List<String> notSet = new ArrayList<>();
        String since = on(target, session -> {
            ServerFacts.requireOurPrimary(session, target);
            PinSlots slots = new PinSlots(session, incidentKey);
            slots.hold(target, memory, notSet);
            slots.keepWal(memory, notSet);
            new PinSettings(session).set(memory, notSet);
            notSet.addAll(slots.overruled());
            return Query.one(session, "SELECT pg_catalog.clock_timestamp()::text", Query::text);
        });
        // Not the session above: it has an older horizon itself.
        return on(target, fresh -> {
            Sessions.Ended ended = Sessions.endOlderThan(fresh, since, PATIENCE);
            return new PinSlots(fresh, incidentKey).look(since, ended.ended(), notSet);
        });
    }

    /** Whether the pin still holds, and which processes could defeat it. */
    public PinnedHorizon look(Target target, String incidentKey, String since) {
        return on(target, session -> new PinSlots(session, incidentKey).look(since, List.of(), List.of()));
    }

    /** Whether the pin still holds, with no part missing. */
    public boolean isUp(Target target, String incidentKey, String since) {
        return look(target, incidentKey, since).isUp();
    }

    /**
     * Terminates again processes that began before the pin: a client that was still authenticating when the pin was set
     * becomes visible only later.
     */
    public PinnedHorizon sweep(Target target, String incidentKey, String since) {
        return on(target, session -> {
            Sessions.Ended ended = Sessions.endOlderThan(session, since, PATIENCE);
            return new PinSlots(session, incidentKey).look(since, ended.ended(), List.of());
        });
    }

    /**
     * Writes the slots' state to disk, so that it survives a crash. A checkpoint saves the slots first, so they are safe
     * also when it is not finished in time.
     *
     * @return empty when done, otherwise what happened
     */
    public Optional<String> makeDurable(Target target, Duration deadline) {
        try (Connection session = Connections.open(target);
                Statement statement = session.createStatement()) {
            statement.setQueryTimeout((int) Math.max(1, deadline.toSeconds()));
            statement.execute("CHECKPOINT");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("the checkpoint was not seen to end within " + deadline.toSeconds() + " s ("
                    + e.getMessage() + "); it saves the slots first and goes on by itself");
        }
    }

    /** Drops one of the playbook's slots, after terminating what streams from it. */
    public void release(Target target, String slot) {
        on(target, session -> {
            if (!new ReplicationSlots(session).release(slot, PATIENCE)) {
                throw new HintedException(
                        "replication slot " + slot + " on " + target.label() + " is in use and cannot be dropped",
                        "end the process in pg_replication_slots.active_pid, then try again.");
            }
            return slot;
        });
    }

    /** Restores a server setting; returns what somebody had changed meanwhile, or what is not in force. */
    public Optional<String> giveBack(Target target, ServerSetting before) {
        return on(target, session -> new PinSettings(session).giveBack(before));
    }

    /** How a setting differs from the remembered one; empty when it does not. */
    public Optional<String> difference(Target target, ServerSetting before) {
        return on(target, session -> new PinSettings(session).difference(before));
    }

    /** The file number of each of these tables that still exists, by table name. */
    public Map<String, String> files(Target target, List<Long> tables) {
        return on(target, session -> {
            Map<String, String> files = new LinkedHashMap<>();
            List<String> oids = tables.stream().map(String::valueOf).toList();
            Query.list(session, FILES, row -> Map.entry(Query.text(row), Query.text(row, 2)), oids)
                    .forEach(file -> files.put(file.getKey(), file.getValue()));
            return files;
        });
    }

    /** Names of all slots the playbook made on this server. */
    public List<String> slots(Target target) {
        return on(target, session -> new ReplicationSlots(session).ours());
    }

    private static <T> T on(Target target, ServerWork<T> work) {
        return ServerWork.on(target, "the pin", ".", work);
    }
}
