package playbook.readiness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.postgres.Connections;

/** Checks whether the server writes and archives the WAL that a recovery needs, and can stream it to the playbook. */
final class WalProbes {

    private WalProbes() {}

    /** @param row of {@code server.sql} */
    static List<Probe> look(ResultSet row) throws SQLException {
        List<Probe> probes = new ArrayList<>();
        String level = row.getString("wal_level");
        probes.add(
                level.equals("minimal")
                        ? Probe.missing("wal_level", level, "set wal_level = replica and restart the server")
                        : Probe.found("wal_level", level));
        String mode = row.getString("archive_mode");
        if (mode.equals("off")) {
            probes.add(Probe.missing(
                    "WAL archive",
                    "archive_mode is off",
                    "set archive_mode = on with a safe archive_command, and restart"));
        } else if (row.getBoolean("archive_failing")) {
            probes.add(Probe.missing(
                    "WAL archive",
                    "the last attempt failed (" + row.getLong("failed_count") + " failures)",
                    "read the server's log for archive_command's message"));
        } else if (row.getLong("archived_count") == 0) {
            probes.add(Probe.weak(
                    "WAL archive", "nothing was archived yet", "SELECT pg_switch_wal(), then look again in a minute"));
        } else {
            probes.add(Probe.found("WAL archive", "archived up to " + row.getString("last_archived_wal")));
        }
        probes.addAll(slots(row));
        return probes;
    }

    private static List<Probe> slots(ResultSet row) throws SQLException {
        int slots = row.getInt("free_slots");
        int senders = row.getInt("free_senders");
        return List.of(
                slots >= 2
                        ? Probe.found("replication slots", slots + " free")
                        : Probe.missing("replication slots", slots + " free, 2 needed", "raise max_replication_slots"),
                senders >= 3
                        ? Probe.found("WAL senders", senders + " free")
                        : Probe.missing("WAL senders", senders + " free, 3 needed", "raise max_wal_senders"));
    }

    static Probe replication(Target target) {
        Map<String, String> properties =
                Map.of("replication", "true", "preferQueryMode", "simple", "assumeMinServerVersion", "10");
        try (Connection connection = Connections.open(target, target.database(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return Probe.found("replication connection", "system identifier " + row.getString("systemid"));
        } catch (HintedException | SQLException e) {
            return Probe.missing(
                    "replication connection",
                    ServerProbes.firstLine(e),
                    "the pin and the base backup need it: pg_hba.conf must let " + target.user()
                            + " in for database replication from this machine");
        }
    }
}
