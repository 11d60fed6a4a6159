package playbook.resume;

import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.backup.FreshBackups;
import playbook.backup.Repositories;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.ShortJobs;

/** Checks that new backups exist in their folders with their size. */
@Component
class BackupsInPlace {

    private final Repositories repositories;
    private final ShortJobs jobs;

    BackupsInPlace(Repositories repositories, ShortJobs jobs) {
        this.repositories = repositories;
        this.jobs = jobs;
    }

    /**
     * Always checks the dump, and the base backup if its repository keeps folders.
     *
     * @throws HintedException when one of them is missing or incomplete
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
                    "the new backups are missing or incomplete: " + looked.troubles(),
                    "look at the backup folder and its disk; 'try again' makes new ones.");
        }
    }

    /** The result of look-at-backups.sh. */
    record Looked(String troubles) {}
}
