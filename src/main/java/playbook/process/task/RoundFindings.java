package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.outcomeOf;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.process.step.FailureOrders;

/** What a step found in this round, from the record. */
@Component
class RoundFindings {

    /** Stands on a form in the place of what a step that was done by hand would have found. */
    static final String NOT_LOOKED = "The playbook did not look: the step was done by hand.";

    private final Evidence evidence;

    RoundFindings(Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * The step's outcome belongs to the round, the record to the incident: who did the step by hand left the former round's
     * finding as the newest one, and that is not shown.
     *
     * @return empty when the step did not run here, or was done by hand
     * @throws playbook.incident.HintedException when it found something, and the record lacks it
     */
    <T> Optional<T> of(VariableScope scope, Incident incident, String step, Class<T> type) {
        return outcomeOf(step)
                .find(scope)
                .filter(outcome -> !FailureOrders.withoutResult(outcome))
                .map(outcome -> evidence.get(incident, type));
    }
}
