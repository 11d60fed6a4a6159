package playbook.process;

import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.CutOverPlan;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.StrategyChoice;

/** The newest plan of the way that was chosen, from the record. */
@Component
class RecordedPlan implements CurrentPlan {

    private final Evidence evidence;

    RecordedPlan(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String hash(Incident incident) {
        boolean cutOver = evidence.find(incident, StrategyChoice.class)
                .filter(choice -> choice.strategy().equals(RecoveryPlan.POINT_IN_TIME))
                .isPresent();
        return cutOver
                ? evidence.get(incident, CutOverPlan.class).hash()
                : evidence.get(incident, RecoveryPlan.class).hash();
    }
}
