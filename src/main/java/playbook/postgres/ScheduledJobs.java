package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;
import playbook.incident.Target;

/**
 * Jobs that the server starts by itself (pg_cron), in the one database that has their table.
 *
 * @param ids jobs that were active
 */
public record ScheduledJobs(String database, List<Long> ids) {

    private static final String DATABASE = "SELECT pg_catalog.current_setting('cron.database_name', true)";
    private static final String IS_THERE = "SELECT pg_catalog.to_regclass('cron.job')::text";
    private static final String ACTIVE = "SELECT jobid FROM cron.job WHERE active ORDER BY jobid";

    /** The subject under which the change is remembered; jobs that are added later have another subject. */
    public String subject() {
        return database + " " + ids;
    }

    /**
     * The active jobs; their table is looked for in the database that the extension's setting names, or in the
     * target's.
     */
    static Optional<ScheduledJobs> active(Connection superuser, Target target) throws SQLException {
        String named = Query.one(superuser, DATABASE, Query::text);
        String database = named.isEmpty() ? target.database() : named;
        if (database.equals(target.database())) {
            return active(superuser, database);
        }
        boolean exists = Query.one(
                superuser,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = ?)",
                row -> row.getBoolean(1),
                database);
        if (!exists) {
            return Optional.empty();
        }
        try (Connection there = Connections.open(target, database)) {
            return active(there, database);
        }
    }

    private static Optional<ScheduledJobs> active(Connection session, String database) throws SQLException {
        if (Query.one(session, IS_THERE, Query::text).isEmpty()) {
            return Optional.empty();
        }
        List<Long> ids = Query.list(session, ACTIVE, row -> row.getLong(1));
        return ids.isEmpty() ? Optional.empty() : Optional.of(new ScheduledJobs(database, ids));
    }

    /** Deactivates the jobs; empty when none will start any more, otherwise the reason. */
    Optional<String> suspend(Target target) {
        return set(target, "false");
    }

    /** Activates the jobs again; empty when this succeeded, otherwise what is not as before and why. */
    public Optional<String> resume(Target target) {
        return set(target, "true").map(why -> this + " are not active again: " + why);
    }

    /** Ids of those of the jobs that are not active. */
    List<Long> suspended(Connection superuser, Target target) throws SQLException {
        List<Long> active = active(superuser, target).map(ScheduledJobs::ids).orElse(List.of());
        return ids.stream().filter(id -> !active.contains(id)).toList();
    }

    private Optional<String> set(Target target, String active) {
        try (Connection session = Connections.open(target, database)) {
            Query.list(
                    session,
                    "UPDATE cron.job SET active = ?::boolean WHERE jobid::text = ANY (?::text[]) RETURNING jobid",
                    Query::text,
                    active,
                    ids.stream().map(String::valueOf).toList());
            return Optional.empty();
        } catch (SQLException | HintedException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    @Override
    public String toString() {
        return "scheduled jobs " + ids + " (cron.job) in database " + database;
    }
}
