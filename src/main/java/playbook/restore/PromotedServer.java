package playbook.restore;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;
import playbook.postgres.Role;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.Subscription;

/**
 * The recovered server as a primary beside the patient, shut to everybody else.
 *
 * @param reachedLsn the proved stop
 * @param switchedAt where its timeline branches off: the same
 * @param fenced who was shut out in its data
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
     * @param readOnly the database's own default before
     * @param subscriptions that were enabled: with the patient's configuration they would have begun to write
     * @param jobs that were active
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
