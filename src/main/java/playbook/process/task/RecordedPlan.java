package playbook.process.task;

import org.springframework.stereotype.Component;
import playbook.evidence.Approvals;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/** The newest plan of the way that was chosen, from the record. */
@Component
class RecordedPlan implements CurrentPlan {

    private final Approvals approvals;

    RecordedPlan(Approvals approvals) {
        this.approvals = approvals;
    }

    @Override
    public String hash(Incident incident) {
        return approvals
                .plan(incident)
                .orElseThrow(() -> new HintedException(
                        "no plan was made for " + incident.key() + " since its way back was chosen",
                        "reject: the question of the way back comes again, and the plan is made after it."));
    }
}
