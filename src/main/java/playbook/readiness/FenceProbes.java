package playbook.readiness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.Resource;
import playbook.incident.Target;
import playbook.postgres.OtherWriters;
import playbook.postgres.RoleRights;

/** Checks before an incident who and what could write in spite of the fence, and what could invalidate the pin. */
final class FenceProbes {

    private FenceProbes() {}

    static List<Probe> look(Connection connection, Target target) throws SQLException {
        List<Probe> probes = new ArrayList<>(roles(RoleRights.all(connection, target), target));
        OtherWriters others = OtherWriters.look(connection, target);
        for (String way : others.ways()) {
            probes.add(Probe.weak(
                    "writes without a login",
                    way,
                    "the fence disables it and gives it back; after a point-in-time recovery a subscription stays"
                            + " disabled until its tables were copied anew"));
        }
        for (String worker : others.workers()) {
            probes.add(Probe.weak(
                    "writes without a login",
                    worker,
                    "the server does not tell whether it writes: a person will be asked to stop it or to"
                            + " let it stay"));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(Resource.text("playbook/readiness/pin.sql"))) {
            row.next();
            probes.addAll(pin(row));
        }
        return probes;
    }

    private static List<Probe> roles(List<RoleRights> roles, Target target) {
        List<Probe> probes = new ArrayList<>();
        for (RoleRights role : roles) {
            String name = role.role().name();
            if (role.superuser() && !name.equals("postgres")) {
                probes.add(Probe.weak(
                        "role " + name,
                        "is superuser and can log in",
                        "the fence can end its sessions, but cannot keep it out"));
            }
            if (!role.writes().isEmpty() && !role.shutOut()) {
                probes.add(Probe.weak(
                        "role " + name,
                        "streams to a standby now, and " + role.writes(),
                        "the fence cannot take its login away: give the standby a role of its own that may not write"));
            }
            if (!role.writes().isEmpty() && role.shutOut() && role.watches()) {
                probes.add(Probe.weak(
                        "role " + name,
                        "is a member of pg_monitor, and " + role.writes(),
                        "the fence shuts it out with all who write; give monitoring a role of its own that may not"));
            }
        }
        List<String> known = roles.stream().map(role -> role.role().name()).toList();
        for (String role : target.applicationRoles()) {
            probes.add(
                    known.contains(role)
                            ? Probe.found("application role " + role, "exists and can log in")
                            : Probe.missing(
                                    "application role " + role,
                                    "does not exist or cannot log in",
                                    "correct application-roles of target " + target.name()));
        }
        return probes;
    }

    private static List<Probe> pin(ResultSet row) throws SQLException {
        List<Probe> probes = new ArrayList<>();
        String kept = row.getString("max_slot_wal_keep_size");
        probes.add(
                kept == null || kept.equals("-1")
                        ? Probe.found("max_slot_wal_keep_size", "no limit")
                        : Probe.weak(
                                "max_slot_wal_keep_size",
                                kept,
                                "the slot that keeps an incident's WAL is invalidated when more WAL than that is"
                                        + " written; WAL that is not archived by then is lost"));
        String idle = row.getString("idle_replication_slot_timeout");
        if (!idle.equals("0")) {
            probes.add(Probe.weak(
                    "idle_replication_slot_timeout",
                    idle,
                    "the slot that keeps an incident's WAL is invalidated after that time; set it to 0"));
        }
        String snapshots = row.getString("old_snapshot_threshold");
        if (!snapshots.equals("-1")) {
            probes.add(Probe.weak(
                    "old_snapshot_threshold",
                    snapshots,
                    "dead rows older than that can be removed in spite of the pin; set it to -1, which needs a"
                            + " restart"));
        }
        if (row.getString("patroni") != null) {
            probes.add(Probe.weak(
                    "Patroni",
                    "is connected as " + row.getString("patroni"),
                    "when it or the server restarts, it drops slots that it does not know, also the pin's: add -"
                            + " type: physical"
                            + " to ignore_slots (patronictl edit-config)"));
        }
        return probes;
    }
}
