package playbook.assess;

import java.time.Duration;
import org.springframework.stereotype.Component;
import playbook.backup.VolumeCopies;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.Incident;
import playbook.incident.ServerIdentity;
import playbook.operation.LongStep;
import playbook.platform.Job;

/** A4: lists the usable backups, and how far the WAL archive reaches. */
@Component
class ListBackups implements LongStep<ListedBackups> {

    private final Evidence evidence;
    private final VolumeCopies volumes;

    ListBackups(Evidence evidence, VolumeCopies volumes) {
        this.evidence = evidence;
        this.volumes = volumes;
    }

    @Override
    public String name() {
        return "listBackups";
    }

    @Override
    public Class<ListedBackups> result() {
        return ListedBackups.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(jobName, incident.target(), name(), Json.write(new Request(false)), Duration.ofHours(1));
    }

    /** Records the unusable backups as a finding of their own. "No backup at all" is a result too, not an error. */
    @Override
    public BackupList prove(Incident incident, ListedBackups claimed) {
        claimed.mustBeOf(evidence.find(incident, ServerIdentity.class)
                .map(ServerIdentity::systemIdentifier)
                .orElse(claimed.systemIdentifier()));
        VolumeCopies.Found found = volumes.look(incident, claimed.systemIdentifier());
        evidence.found(incident, name(), claimed.condition().withUnusable(found.unusable()));
        return claimed.list().with(found.base());
    }

    /** @param checkDigests reads every dump completely to verify its digest; the time grows with the dumps' sizes */
    record Request(boolean checkDigests) {}
}
