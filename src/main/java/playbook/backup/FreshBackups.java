package playbook.backup;

import java.time.Duration;
import java.util.Map;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.LogicalBackup;
import playbook.incident.Target;
import playbook.platform.Job;

/**
 * A new verified base backup and a new dump with its baseline; made by the command {@code backup}, and after each
 * response.
 *
 * @param base in the target's repository
 * @param logical in {@link Dumps}
 */
public record FreshBackups(BaseBackup base, LogicalBackup logical) {

    public static final Duration DEADLINE = Duration.ofHours(24);

    /** @param id name of both backups */
    public static Job job(Repository repository, String jobName, Target target, String id) {
        return Job.script(jobName, target, repository.backUpScript(), Map.of("BACKUP_ID", id), DEADLINE)
                .writing(Job.Storage.BACKUPS);
    }

    /** @throws HintedException when a recovery cannot start from these backups */
    public FreshBackups proven() {
        if (base.verifiedAt() == null || logical.verifiedAt() == null) {
            throw new HintedException("a backup was not verified: " + this, "run the step again.");
        }
        if (base.stopLsn().isBefore(base.startLsn())) {
            throw new HintedException(
                    "the base backup ends at " + base.stopLsn() + ", before its start at " + base.startLsn(),
                    "look at base backup " + base.id() + " in the backup repository.");
        }
        return this;
    }
}
