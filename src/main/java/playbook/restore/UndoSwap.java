package playbook.restore;

import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Act;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.JobResults;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/** Puts the patient's own data back in its place, however far an exchange came. */
@Component("undoSwap")
class UndoSwap implements LongStep {

    private final Evidence evidence;

    UndoSwap(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "undoSwap";
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
    public DataInPlace prove(Incident incident, JobStatus ended) {
        DataInPlace now = JobResults.read(ended, DataInPlace.class);
        int recovered = evidence.get(incident, FinishedServer.class).timeline();
        if (now.recovered() || now.timeline() == recovered) {
            throw new HintedException(
                    "timeline " + now.timeline() + " still lies in " + now.dataDirectory()
                            + ": that of the recovered server",
                    "look into the folders named in the job's log; try again goes on from there.");
        }
        return now;
    }
}
