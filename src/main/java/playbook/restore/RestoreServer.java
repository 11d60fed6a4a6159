package playbook.restore;

import java.util.List;
import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.incident.RestoredBase;
import playbook.platform.Job;
import playbook.platform.Platforms;
import playbook.postgres.SystemIdentifier;

/** R1: restores the base backup from which the chosen stop can be reached into a folder beside the patient. */
@Component
class RestoreServer implements RecoveryStep<RestoredBase> {

    private final Stops stops;
    private final Platforms platforms;
    private final Repositories repositories;

    RestoreServer(Stops stops, Platforms platforms, Repositories repositories) {
        this.stops = stops;
        this.platforms = platforms;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "restoreServer";
    }

    @Override
    public Class<RestoredBase> result() {
        return RestoredBase.class;
    }

    @Override
    public Act act() {
        return Act.CUT_OVER;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Cutting.mustBePossible(platforms.of(incident.target()).servers(), incident);
        String identifier = SystemIdentifier.of(incident.target());
        return RestoreBase.job(
                repositories.of(incident.target()),
                incident,
                jobName,
                stops.backup(
                        incident, identifier, backups -> RestoreBase.withoutSnapshotsAfterAFailure(backups, jobName)),
                identifier,
                List.of());
    }

    @Override
    public RestoredBase prove(Incident incident, RestoredBase claimed) {
        return claimed;
    }
}
