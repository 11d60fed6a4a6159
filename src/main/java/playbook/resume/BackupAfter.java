package playbook.resume;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.Act;
import playbook.incident.BaseBackup;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LogicalBackup;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** O2: the recovered server gets a verified base backup, and a dump with a new baseline, both in the catalogue. */
@Component
public class BackupAfter implements LongStep {

    @Override
    public String name() {
        return "backupAfter";
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        String id = "after-" + incident.key().toLowerCase(Locale.ROOT);
        return new Job(
                        jobName,
                        incident.target(),
                        new Job.Command.Script("playbook/resume/backup-after.sh"),
                        Map.of("BACKUP_ID", id),
                        "",
                        Duration.ofHours(24))
                .writing(Job.Storage.BACKUPS);
    }

    @Override
    public BackupsAfter prove(Incident incident, JobStatus ended) {
        BackupsAfter after = JobResults.read(ended, BackupsAfter.class);
        if (after.base().verifiedAt() == null || after.logical().verifiedAt() == null) {
            throw new HintedException("a backup was not verified: " + after, "run the step again.");
        }
        if (after.base().stopLsn().isBefore(after.base().startLsn())) {
            throw new HintedException(
                    "the base backup ends at " + after.base().stopLsn() + ", before its start at "
                            + after.base().startLsn(),
                    "look at " + Path.of("base", after.base().id()) + " in the backup folder.");
        }
        return after;
    }

    /** The two new entries of the catalogue. */
    public record BackupsAfter(BaseBackup base, LogicalBackup logical) {}
}
