package playbook.process.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.process.incident.ReportedIncident;

/** Starts the side instance while people still decide, when there is something to restore from. */
@Component
class StartRestoreDelegate implements JavaDelegate {

    private final LongSteps steps;
    private final ReportedIncident incidents;
    private final Evidence evidence;

    StartRestoreDelegate(LongSteps steps, ReportedIncident incidents, Evidence evidence) {
        this.steps = steps;
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        try {
            steps.start(execution, "restoreBase");
        } catch (HintedException nothingToRestoreYet) {
            evidence.failed(
                    incidents.of(execution), "startRestore", "not started early: " + nothingToRestoreYet.getMessage());
        }
    }
}
