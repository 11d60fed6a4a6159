package playbook.restore;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.incident.CatalogCopy;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.postgres.SystemIdentifier;

/** R9: starts a server on a copy of the patient's catalogs, in which its dead rows can be read; needs no base backup. */
@Component
class CopyCatalogs implements RecoveryStep<CatalogCopy> {

    @Override
    public String name() {
        return "copyCatalogs";
    }

    @Override
    public Class<CatalogCopy> result() {
        return CatalogCopy.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean dispensable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.script(
                        jobName, incident.target(), "playbook/restore/copy-catalogs.sh", Map.of(), Duration.ofHours(1))
                .serving(SideServer.GROUP, SideServer.PORT);
    }

    @Override
    public CatalogCopy prove(Incident incident, CatalogCopy claimed) {
        String patient = SystemIdentifier.of(incident.target());
        if (!claimed.systemIdentifier().equals(patient)) {
            throw new HintedException(
                    "the copied catalogs are of the cluster " + claimed.systemIdentifier() + ", the patient's is "
                            + patient + ".",
                    "does the configured data directory belong to this server? Rows can be given back from a base backup.");
        }
        return claimed;
    }
}
