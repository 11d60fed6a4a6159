package playbook.restore;

import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Job;

/** Moves the patient's own data back into its data directory, wherever an exchange stopped. */
@Component
class UndoSwap implements RecoveryStep<DataInPlace> {

    private final Evidence evidence;

    UndoSwap(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "undoSwap";
    }

    @Override
    public Class<DataInPlace> result() {
        return DataInPlace.class;
    }

    @Override
    public Act act() {
        return Act.TAKE_BACK;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return SwapData.job(incident, jobName, evidence.get(incident, CutOverPlan.class), "back");
    }

    @Override
    public boolean destructive() {
        return true;
    }

    @Override
    public DataInPlace prove(Incident incident, DataInPlace claimed) {
        int recovered = evidence.get(incident, FinishedServer.class).timeline();
        if (claimed.recovered() || claimed.timeline() == recovered) {
            throw new HintedException(
                    "timeline " + claimed.timeline() + " still lies in " + claimed.dataDirectory()
                            + ": that of the recovered server",
                    "look into the folders named in the job's log; try again goes on from there.");
        }
        return claimed;
    }
}
