package playbook.restore;

import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.platform.Job;

/** Replays WAL on the side instance to just before the culprit's commit, and pauses there. */
@Component
class ReplayBefore implements RecoveryStep<SideInstance> {

    private final Evidence evidence;
    private final Repositories repositories;

    ReplayBefore(Evidence evidence, Repositories repositories) {
        this.evidence = evidence;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "replayBefore";
    }

    @Override
    public Class<SideInstance> result() {
        return SideInstance.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Culprit culprit = evidence.get(incident, Culprit.class);
        return SideServer.whereItIs(
                evidence,
                incident,
                SideServer.replaying(
                        repositories.of(incident.target()), incident, jobName, ReplayTarget.toReadBefore(culprit)));
    }

    @Override
    public SideInstance prove(Incident incident, SideInstance claimed) {
        return claimed;
    }
}
