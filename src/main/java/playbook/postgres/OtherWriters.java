package playbook.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.Resource;
import playbook.incident.Target;

/**
 * Writers on a server without a client login.
 *
 * @param ways known writers, each with the reason
 * @param workers processes of extensions that are connected to a database; the server does not tell whether they write.
 *     Without their process ids, which change when they restart
 */
public record OtherWriters(List<String> ways, List<String> workers) {

    public static OtherWriters look(Connection superuser, Target target) throws SQLException {
        List<String> ways = new ArrayList<>();
        for (Subscription subscription : Subscription.enabled(superuser)) {
            ways.add(subscription + " is enabled: its worker writes whatever the read-only default says");
        }
        ScheduledJobs.active(superuser, target)
                .ifPresent(jobs -> ways.add(jobs + " are active and start by themselves"));
        return new OtherWriters(
                ways,
                Query.list(superuser, Resource.text("playbook/postgres/background-workers.sql"), OtherWriters::worker));
    }

    static String worker(ResultSet row) throws SQLException {
        return "background worker '" + Query.text(row) + "' in database " + Query.text(row, 3);
    }
}
