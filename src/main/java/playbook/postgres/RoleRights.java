package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import playbook.incident.Resource;
import playbook.incident.Target;

/**
 * A login role as the fence judges it: exempt is who may not write, whatever the role is a member of.
 *
 * @param shutOut the fence takes its login away
 * @param watches a member of pg_monitor, no superuser
 * @param writes something that it may write, or how it gets there; empty when it may not (asked only of those who watch
 *     or replicate: everybody else is shut out anyway)
 */
public record RoleRights(
        WriteFence.Role role, boolean shutOut, boolean watches, boolean replicates, boolean superuser, String writes) {

    private static final String TELL = "SELECT pg_catalog.set_config('playbook.application_roles', ?::text, false)";

    /** The rule itself, to be asked of a server that is not reached from here; see the file's first lines. */
    public static String rule() {
        return Resource.text("playbook/postgres/role-rights.sql");
    }

    /** Every role that can log in now, but the one that asks. */
    public static List<RoleRights> all(Connection superuser, Target target) throws SQLException {
        Query.one(
                superuser,
                TELL,
                Query::text,
                superuser
                        .createArrayOf("text", target.applicationRoles().toArray())
                        .toString());
        return Query.list(superuser, rule(), RoleRights::read);
    }

    /** Names of those who may stay connected as long as they only read. */
    static List<String> watchers(Connection superuser, Target target) throws SQLException {
        return all(superuser, target).stream()
                .filter(role -> role.watches() && !role.shutOut())
                .map(role -> role.role().name())
                .toList();
    }

    private static RoleRights read(ResultSet row) throws SQLException {
        return new RoleRights(
                new WriteFence.Role(Query.text(row), row.getBoolean(2), row.getInt(3), Query.nullable(row, 4)),
                row.getBoolean("shut_out"),
                row.getBoolean("watches"),
                row.getBoolean("replicates"),
                row.getBoolean("superuser"),
                Query.text(row, 9));
    }
}
