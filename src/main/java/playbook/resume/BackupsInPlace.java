package playbook.resume;

import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.backup.FreshBackups;
import playbook.backup.Repositories;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortJobs;

/** Looks whether new backups lie where they were made, in their size. */
@Component
class BackupsInPlace {

    private final Repositories repositories;
    private final ShortJobs jobs;

    BackupsInPlace(Repositories repositories, ShortJobs jobs) {
        this.repositories = repositories;
        this.jobs = jobs;
    }

    /**
     * The dump is the playbook's own and is always looked at, a base backup where its repository keeps folders.
     *
     * @throws HintedException when one does not lie there whole
     */
    void prove(Incident incident, FreshBackups made) {
        String base = repositories
                .of(incident.target())
                .folder(made.base())
                .map(folder -> made.base().bytes() + " backup_manifest " + folder + "\n")
                .orElse("");
        String dump =
                made.logical().bytes() + " toc.dat logical/" + made.logical().id();
        Looked looked = jobs.ask(
                incident,
                "look-backups",
                "playbook/backup/look-at-backups.sh",
                Map.of("LOOK_BACKUPS", base + dump),
                Looked.class);
        if (!looked.troubles().isEmpty()) {
            throw new HintedException(
                    "the new backups do not lie where they were made: " + looked.troubles(),
                    "look at the backup folder and its disk; 'try again' makes them anew.");
        }
    }

    /** What look-at-backups.sh leaves. */
    record Looked(String troubles) {}
}
