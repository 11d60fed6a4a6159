package playbook.restore;

import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.platform.Job;

/** Stops the recovered server cleanly, checks its pages, and gives it the patient's configuration. */
@Component
class FinishServer implements RecoveryStep<FinishedServer> {

    private final Evidence evidence;

    FinishServer(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "finishServer";
    }

    @Override
    public Class<FinishedServer> result() {
        return FinishedServer.class;
    }

    /** It writes only to the recovered copy, and a second run continues where the first one ended. */
    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Act act() {
        return Act.CUT_OVER;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        PromotedServer promoted = evidence.get(incident, PromotedServer.class);
        return SideServer.whereItIs(
                evidence,
                incident,
                Job.script(
                                jobName,
                                incident.target(),
                                "playbook/restore/finish-server.sh",
                                Map.of(
                                        "SYSTEM_IDENTIFIER",
                                        promoted.systemIdentifier(),
                                        "TIMELINE",
                                        Integer.toString(promoted.timeline())),
                                Duration.ofHours(24))
                        .inGroup(SideServer.GROUP));
    }

    @Override
    public FinishedServer prove(Incident incident, FinishedServer claimed) {
        return claimed;
    }
}
