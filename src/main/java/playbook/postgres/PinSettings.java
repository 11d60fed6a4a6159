package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import playbook.incident.Remembered;

/** The settings of the server that belong to the pin: what they are set to, and how they are given back. */
final class PinSettings {

    private static final String AUTOVACUUM = "autovacuum";
    private static final String DEFER = "vacuum_defer_cleanup_age";
    private static final String IDLE = "idle_replication_slot_timeout";

    /** The values that the pin sets. */
    private static final Map<String, String> PINNED = Map.of(AUTOVACUUM, "off", DEFER, "1000000", IDLE, "0");

    private final Connection session;

    PinSettings(Connection session) {
        this.session = session;
    }

    /** Sets the settings that this major version has; adds to {@code notSet} which ones could not be set, and why. */
    void set(ChangeLog memory, List<String> notSet) throws SQLException {
        set(AUTOVACUUM, memory, notSet);
        set(IDLE, memory, notSet);
        int version = Query.one(
                session, "SELECT pg_catalog.current_setting('server_version_num')::int", row -> row.getInt(1));
        // Before 14.8 and 15.3 the setting could itself destroy rows (64-bit underflow of the horizon).
        boolean broken = (version >= 140000 && version < 140008) || (version >= 150000 && version < 150003);
        if (broken) {
            notSet.add(DEFER + ": not safe before 14.8 and 15.3; the slot holds alone");
        } else {
            set(DEFER, memory, notSet);
        }
    }

    private void set(String name, ChangeLog memory, List<String> notSet) {
        String value = pinned(name);
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

    boolean autovacuumIsOff() throws SQLException {
        return isPinned(AUTOVACUUM);
    }

    boolean cleanupIsDeferred() throws SQLException {
        return isPinned(DEFER);
    }

    private boolean isPinned(String name) throws SQLException {
        return ServerSetting.look(session, name)
                .filter(found -> found.effective().equals(pinned(name)))
                .isPresent();
    }

    private static String pinned(String name) {
        return PINNED.getOrDefault(name, "off");
    }

    /** Restores a setting; returns what somebody had changed meanwhile, or what is not in force. */
    Optional<String> giveBack(ServerSetting before) throws SQLException {
        Optional<ServerSetting> now = ServerSetting.look(session, before.name());
        if (now.isEmpty()) {
            return Optional.of(before.name() + ": the server no longer knows this setting");
        }
        if (!before.giveBack(session)) {
            return Optional.of(before.name() + ": given back in postgresql.auto.conf, but " + before.effective()
                    + " is not in force; postgresql.conf was changed meanwhile");
        }
        String found = now.get().altered();
        boolean same = pinned(before.name()).equals(found) || Objects.equals(found, before.altered());
        return same
                ? Optional.empty()
                : Optional.of(before.name() + ": somebody had set it to " + found
                        + " meanwhile; given back as it was before the incident (" + before.effective() + ")");
    }

    /** How a setting differs from the remembered one; empty when it does not. */
    Optional<String> difference(ServerSetting before) throws SQLException {
        return ServerSetting.look(session, before.name())
                .filter(now -> !now.equals(before))
                .map(now -> "is " + now + ", was " + before);
    }
}
