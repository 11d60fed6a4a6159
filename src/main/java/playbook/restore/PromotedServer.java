package playbook.restore;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;
import playbook.postgres.Role;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.Subscription;

/**
 * The recovered server as a primary beside the patient, fenced against everybody but the playbook.
 *
 * @param reachedLsn the verified stop
 * @param switchedAt where its timeline begins; must be the same position
 * @param fenced the roles, subscriptions and jobs that the fence shut out in its data
 */
record PromotedServer(
        String host,
        int port,
        String dataDirectory,
        String systemIdentifier,
        int timeline,
        Lsn reachedLsn,
        Lsn switchedAt,
        Fenced fenced) {

    /**
     * What the fence changed in the recovered data.
     *
     * @param readOnly the database's former read-only default
     * @param subscriptions subscriptions that were enabled, and would have written with the patient's configuration
     * @param jobs scheduled jobs that were active
     */
    record Fenced(
            List<Role> roles,
            String database,
            @Nullable String readOnly,
            List<Subscription> subscriptions,
            List<ScheduledJobs> jobs) {

        Fenced {
            // Records of an older version have none.
            subscriptions = Objects.requireNonNullElse(subscriptions, List.of());
            jobs = Objects.requireNonNullElse(jobs, List.of());
        }
    }
}
