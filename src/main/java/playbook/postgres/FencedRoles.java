package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets and restores the fence's parts for roles: logins and read-only defaults. */
final class FencedRoles {

    private static final String ROLE =
            "SELECT rolname, can_login, rolconnlimit, read_only FROM (" + RoleRights.rule() + ") r WHERE rolname = ?";

    private static final String DATABASE = """
            SELECT d.datname,
                   (SELECT pg_catalog.split_part(c, '=', 2)
                    FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c
                    WHERE s.setrole = 0 AND s.setdatabase = d.oid AND c LIKE 'default\\_transaction\\_read\\_only=%')
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
            """;

    private final Connection session;

    FencedRoles(Connection session) {
        this.session = session;
    }

    /** The default of the session's database. */
    DatabaseDefault database() throws SQLException {
        return Query.one(session, DATABASE, row -> new DatabaseDefault(Query.text(row), Query.nullable(row, 2)));
    }

    private Optional<Role> find(String name) throws SQLException {
        return Query.find(session, ROLE, FencedRoles::role, name);
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(Query.text(row), row.getBoolean(2), row.getInt(3), Query.nullable(row, 4));
    }

    void shutOut(String role) throws SQLException {
        alter("ALTER ROLE %I NOLOGIN", role);
    }

    void letIn(String role) throws SQLException {
        alter("ALTER ROLE %I LOGIN", role);
    }

    void readOnly(String database) throws SQLException {
        alter("ALTER DATABASE %I SET default_transaction_read_only = on", database);
    }

    /** @param value null to remove the default */
    void readOnlyInDatabase(String role, String database, @Nullable String value) throws SQLException {
        if (value == null) {
            alter("ALTER ROLE %I IN DATABASE %I RESET default_transaction_read_only", role, database);
        } else {
            alter("ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = %L", role, database, value);
        }
    }

    /** Restores the database's default; adds to the remarks what somebody had changed meanwhile. */
    void giveBack(DatabaseDefault before, List<String> remarks) throws SQLException {
        DatabaseDefault now = database();
        if (!now.database().equals(before.database())) {
            remarks.add("database " + before.database() + " is not the target any more (" + now.database() + ")");
            return;
        }
        if (!"on".equals(now.readOnly()) && !now.equals(before)) {
            remarks.add("database " + before.database() + ": somebody had changed default_transaction_read_only to "
                    + now.readOnly() + " while the fence was up");
        }
        if (before.readOnly() == null) {
            alter("ALTER DATABASE %I RESET default_transaction_read_only", before.database());
        } else {
            alter("ALTER DATABASE %I SET default_transaction_read_only = %L", before.database(), before.readOnly());
        }
    }

    /** Restores a role's login, likewise. */
    void giveBack(Role before, List<String> remarks) throws SQLException {
        Optional<Role> found = find(before.name());
        if (found.isEmpty()) {
            remarks.add("role " + before.name() + " is gone: somebody dropped or renamed it while the fence was up");
            return;
        }
        Role now = found.get();
        if (now.canLogin() && !now.equals(before)) {
            remarks.add("role " + before.name() + ": somebody had let it log in again while the fence was up");
        }
        if (now.connectionLimit() != before.connectionLimit()) {
            remarks.add("role " + before.name() + ": somebody had changed its connection limit to "
                    + now.connectionLimit() + " while the fence was up; it is " + before.connectionLimit() + " again");
        }
        if (!Objects.equals(now.readOnly(), before.readOnly())) {
            readOnlyInDatabase(before.name(), database().database(), before.readOnly());
        }
        String login = before.canLogin() ? "LOGIN" : "NOLOGIN";
        alter(
                "ALTER ROLE %I " + login + " CONNECTION LIMIT %s",
                before.name(),
                Integer.toString(before.connectionLimit()));
    }

    /** What is not restored; a dropped role is no difference. */
    List<String> differences(List<Role> roles, List<DatabaseDefault> databases) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Role before : roles) {
            find(before.name())
                    .filter(now -> !now.equals(before))
                    .ifPresent(now -> differences.add("is " + now + ", was " + before));
        }
        for (DatabaseDefault before : databases) {
            DatabaseDefault now = database();
            if (!now.equals(before)) {
                differences.add("is " + now + ", was " + before);
            }
        }
        return differences;
    }

    /** PostgreSQL itself quotes the names into the statement. */
    private void alter(String format, String... names) throws SQLException {
        String quoted = Query.one(
                session,
                "SELECT pg_catalog.format(?, VARIADIC ?::pg_catalog.text[])",
                Query::text,
                format,
                List.of((Object[]) names));
        Query.run(session, quoted);
    }
}
