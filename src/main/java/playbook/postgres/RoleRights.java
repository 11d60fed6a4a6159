package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import playbook.incident.Resource;
import playbook.incident.Target;

/**
 * A login role as the fence judges it: a role that may not write, by whatever membership, is exempt.
 *
 * @param shutOut whether the fence removes its login
 * @param watches a member of pg_monitor, no superuser
 * @param writes an object that it may write, or how it gets the right to; empty when it may not write. Checked only for
 *     roles that monitor or replicate, since all others are shut out anyway
 */
public record RoleRights(
        Role role, boolean shutOut, boolean watches, boolean replicates, boolean superuser, String writes) {

    private static final String TELL = "SELECT pg_catalog.set_config('playbook.application_roles', ?::text, false)";

    /** The query, for a server that cannot be reached from here; see the first lines of its file. */
    public static String rule() {
        return Resource.text("playbook/postgres/role-rights.sql");
    }

    /** Every role that can log in now, without the one that asks. */
    public static List<RoleRights> all(Connection superuser, Target target) throws SQLException {
        Query.one(
                superuser,
                TELL,
                Query::text,
                superuser
                        .createArrayOf("text", target.applicationRoles().toArray())
                        .toString());
        return Query.list(
                superuser, "SELECT * FROM (" + rule() + ") r WHERE r.enters ORDER BY r.rolname", RoleRights::read);
    }

    /** Names of the roles that may stay connected as long as they only read. */
    static List<String> watchers(Connection superuser, Target target) throws SQLException {
        return all(superuser, target).stream()
                .filter(role -> role.watches() && !role.shutOut())
                .map(role -> role.role().name())
                .toList();
    }

    private static RoleRights read(ResultSet row) throws SQLException {
        return new RoleRights(
                new Role(Query.text(row), row.getBoolean(2), row.getInt(3), Query.nullable(row, 4)),
                row.getBoolean("shut_out"),
                row.getBoolean("watches"),
                row.getBoolean("replicates"),
                row.getBoolean("superuser"),
                Query.text(row, 9));
    }
}
