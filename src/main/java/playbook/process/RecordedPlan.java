package playbook.process;

import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;

/** The newest plan of the record. */
@Component
class RecordedPlan implements CurrentPlan {

    private final Evidence evidence;

    RecordedPlan(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String hash(Incident incident) {
        return evidence.get(incident, RecoveryPlan.class).hash();
    }
}
