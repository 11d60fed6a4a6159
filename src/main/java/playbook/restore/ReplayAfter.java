package playbook.restore;

import java.time.Duration;
import java.util.Objects;
import org.springframework.stereotype.Component;
import playbook.backup.Repositories;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.SideInstance;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Replays WAL on the side instance to just after the culprit's commit, and pauses there. */
@Component("replayAfter")
class ReplayAfter implements LongStep {

    private final Evidence evidence;
    private final Repositories repositories;

    ReplayAfter(Evidence evidence, Repositories repositories) {
        this.evidence = evidence;
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "replayAfter";
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
                new Job(
                                jobName,
                                incident.target(),
                                new Job.Command.Script("playbook/restore/replay.sh"),
                                SideServer.replaying(
                                        repositories.of(incident.target()),
                                        ReplayTarget.environment(ReplayTarget.after(culprit), culprit)),
                                "",
                                Duration.ofHours(24))
                        .serving(SideServer.GROUP, SideServer.PORT));
    }

    @Override
    public Object prove(Incident incident, JobStatus ended) {
        return Json.read(Objects.requireNonNull(ended.result(), "the job left no result"), SideInstance.class);
    }
}
