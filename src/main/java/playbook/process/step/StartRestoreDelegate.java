package playbook.process.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.process.incident.ReportedIncident;

/**
 * Starts what gives rows back while people still decide: where rows were lost, the copy of the catalogs, which takes
 * seconds; where whole tables were, the side instance, when there is something to restore from.
 */
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
            boolean rows = evidence.find(incidents.of(execution), Culprit.class)
                    .filter(Culprit::comparable)
                    .isPresent();
            steps.start(execution, rows ? "copyCatalogs" : "restoreBase");
        } catch (HintedException nothingToRestoreYet) {
            evidence.failed(
                    incidents.of(execution), "startRestore", "not started early: " + nothingToRestoreYet.getMessage());
        }
    }
}
