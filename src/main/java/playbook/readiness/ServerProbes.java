package playbook.readiness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.HintedException;
import playbook.incident.Resource;
import playbook.incident.Target;
import playbook.postgres.Connections;

/** Checks the database server in one short read-only session. */
final class ServerProbes {

    private ServerProbes() {}

    static Server look(Target target) {
        try (Connection connection = Connections.open(target)) {
            connection.setReadOnly(true);
            List<Probe> probes = new ArrayList<>();
            long bytes;
            int major;
            probes.add(Probe.found("server", target.host() + ":" + target.port() + " answers as " + target.user()));
            try (Statement statement = connection.createStatement()) {
                try (ResultSet row = statement.executeQuery(Resource.text("playbook/readiness/server.sql"))) {
                    row.next();
                    bytes = row.getLong("database_bytes");
                    major = row.getInt("major");
                    probes.add(version(row));
                    probes.add(rights(row, target));
                    probes.add(primary(row));
                    probes.addAll(WalProbes.look(row));
                    probes.addAll(safety(row));
                }
                probes.addAll(SchemaProbes.look(statement));
            }
            probes.addAll(FenceProbes.look(connection, target));
            probes.add(WalProbes.replication(target));
            return new Server(probes, bytes, major);
        } catch (HintedException e) {
            return new Server(List.of(Probe.missing("server", firstLine(e), hint(e))), 0, 0);
        } catch (SQLException e) {
            Probe gone = Probe.missing("server", String.valueOf(e.getMessage()), "read the server's log");
            return new Server(List.of(gone), 0, 0);
        }
    }

    /**
     * The probes, and the size and major version that other probes need; both are 0 when the server could not be asked.
     */
    record Server(List<Probe> probes, long databaseBytes, int major) {}

    private static Probe version(ResultSet row) throws SQLException {
        int major = row.getInt("major");
        return major >= 13 && major <= 19
                ? Probe.found("version", "PostgreSQL " + major)
                : Probe.missing("version", "PostgreSQL " + major, "the playbook knows 13 to 19");
    }

    private static Probe rights(ResultSet row, Target target) throws SQLException {
        return row.getBoolean("superuser")
                ? Probe.found("rights", target.user() + " is superuser")
                : Probe.missing(
                        "rights",
                        target.user() + " is not superuser",
                        "pinning, fencing and merging need it: ALTER ROLE ... SUPERUSER for a role that nothing else uses");
    }

    private static Probe primary(ResultSet row) throws SQLException {
        return row.getBoolean("in_recovery")
                ? Probe.missing("role", "this server is a standby", "configure the primary as the target")
                : Probe.found("role", "primary");
    }

    private static List<Probe> safety(ResultSet row) throws SQLException {
        List<Probe> probes = new ArrayList<>();
        probes.add(Probe.found("size", row.getLong("database_bytes") / 1_000_000 + " MB"));
        probes.add(onOff(row, "full_page_writes", "torn pages cannot be repaired after a crash"));
        probes.add(onOff(
                row, "data_checksums", "silent corruption is not noticed: pg_checksums --enable on a stopped server"));
        long prepared = row.getLong("prepared");
        probes.add(
                prepared == 0
                        ? Probe.found("prepared transactions", "none")
                        : Probe.weak(
                                "prepared transactions",
                                prepared + " left open, the oldest since " + row.getString("oldest_prepared"),
                                "the fence cannot be proved while a prepared transaction is open, and a"
                                        + " recovered server has it again, with its locks: COMMIT" + " PREPARED"
                                        + " or ROLLBACK PREPARED it"));
        if (row.getLong("tablespaces") > 0) {
            probes.add(Probe.weak(
                    "tablespaces",
                    row.getLong("tablespaces") + " besides the default",
                    "row recovery is possible; point-in-time recovery is not offered, because the exchange of"
                            + " the data directory does not take"
                            + " them along"));
        }
        probes.add(onOff(
                row,
                "hot_standby",
                "a side instance is started with it on all the same; a standby of yours cannot be read"));
        probes.add(available(row, "amcheck", "index and heap checks are not available: install the contrib package"));
        probes.add(available(row, "statements", "who sent the statement stays unknown: preload pg_stat_statements"));
        return probes;
    }

    private static Probe onOff(ResultSet row, String setting, String hint) throws SQLException {
        String value = row.getString(setting);
        return value.equals("on") ? Probe.found(setting, value) : Probe.weak(setting, value, hint);
    }

    private static Probe available(ResultSet row, String column, String hint) throws SQLException {
        String what = column.equals("statements") ? "pg_stat_statements" : column;
        return row.getBoolean(column) ? Probe.found(what, "available") : Probe.weak(what, "not available", hint);
    }

    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String hint(HintedException e) {
        String text = String.valueOf(e.getMessage());
        int at = text.indexOf("HINT: ");
        return at < 0 ? "" : text.substring(at + "HINT: ".length());
    }
}
