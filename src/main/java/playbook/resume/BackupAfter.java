package playbook.resume;

import java.util.Locale;
import org.springframework.stereotype.Component;
import playbook.backup.FreshBackups;
import playbook.backup.Repositories;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.platform.Job;

/** O2: makes a verified base backup of the recovered server, and a dump with a new baseline. */
@Component
class BackupAfter implements LongStep<FreshBackups> {

    private final Repositories repositories;
    private final BackupsInPlace place;

    BackupAfter(Repositories repositories, BackupsInPlace place) {
        this.repositories = repositories;
        this.place = place;
    }

    @Override
    public String name() {
        return "backupAfter";
    }

    @Override
    public Class<FreshBackups> result() {
        return FreshBackups.class;
    }

    /** Its script starts an unfinished backup anew and keeps a finished one. */
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
    public BackupsAfter prove(Incident incident, FreshBackups claimed) {
        FreshBackups made = claimed.proven();
        place.prove(incident, made);
        return new BackupsAfter(made.base(), made.logical());
    }
}
