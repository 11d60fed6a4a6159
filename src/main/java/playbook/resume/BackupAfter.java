package playbook.resume;

import java.util.Locale;
import org.springframework.stereotype.Component;
import playbook.backup.FreshBackups;
import playbook.backup.Repositories;
import playbook.incident.Act;
import playbook.incident.BaseBackup;
import playbook.incident.Incident;
import playbook.incident.LogicalBackup;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** O2: the recovered server gets a verified base backup, and a dump with a new baseline, both in the catalogue. */
@Component
public class BackupAfter implements LongStep {

    private final Repositories repositories;

    BackupAfter(Repositories repositories) {
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "backupAfter";
    }

    /** Its script begins a half-made backup anew and keeps a finished one. */
    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Act act() {
        return Act.GIVE_BACK;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return FreshBackups.job(
                repositories.of(incident.target()),
                jobName,
                incident.target(),
                "after-" + incident.key().toLowerCase(Locale.ROOT));
    }

    @Override
    public BackupsAfter prove(Incident incident, JobStatus ended) {
        FreshBackups made = JobResults.read(ended, FreshBackups.class).proven();
        return new BackupsAfter(made.base(), made.logical());
    }

    /** The two new entries of the catalogue. */
    public record BackupsAfter(BaseBackup base, LogicalBackup logical) {}
}
