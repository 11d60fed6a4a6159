package playbook.restore;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Job;

/** Moves the recovered data into the patient's data directory; the patient's data is moved aside and kept. */
@Component
class SwapData implements RecoveryStep<DataInPlace> {

    private final Evidence evidence;

    SwapData(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "swapData";
    }

    @Override
    public Class<DataInPlace> result() {
        return DataInPlace.class;
    }

    @Override
    public Act act() {
        return Act.CUT_OVER;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return SideServer.whereItIs(
                evidence, incident, job(incident, jobName, Cutting.approved(evidence, incident), "forward"));
    }

    /** The folders' names contain the plan's hash, so that a second try finds what the first one did. */
    static Job job(Incident incident, String jobName, CutOverPlan plan, String direction) {
        return Job.script(
                        jobName,
                        incident.target(),
                        "playbook/restore/swap-data.sh",
                        Map.of(
                                "DIRECTION",
                                direction,
                                "SWAP_ID",
                                incident.key().toLowerCase(Locale.ROOT) + "-"
                                        + plan.hash().substring(0, 8),
                                "SYSTEM_IDENTIFIER",
                                plan.systemIdentifier(),
                                "DATA_DIRECTORY",
                                plan.dataDirectory()),
                        Duration.ofHours(24))
                .inGroup(SideServer.GROUP)
                .writing(Job.Storage.DATA);
    }

    @Override
    public boolean destructive() {
        return true;
    }

    @Override
    public DataInPlace prove(Incident incident, DataInPlace claimed) {
        int wanted = evidence.get(incident, FinishedServer.class).timeline();
        if (!claimed.recovered() || claimed.timeline() != wanted) {
            throw new HintedException(
                    "timeline " + claimed.timeline() + " lies in " + claimed.dataDirectory()
                            + ", the recovered server is on " + wanted,
                    "look into the folders named in the job's log; try again goes on from there.");
        }
        return claimed;
    }
}
