package playbook.process.incident;

import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import playbook.evidence.EvidenceReading;
import playbook.evidence.Findings;
import playbook.incident.Answer;
import playbook.incident.FailedStepOrder;

/** What people ordered for steps that failed, from the record: an order that is not there came from no person. */
@Component
public class GivenOrders {

    private final EvidenceReading record;

    GivenOrders(EvidenceReading record) {
        this.record = record;
    }

    /** Whether a person gave that order for that step. */
    public boolean given(String incidentKey, String step, String decision) {
        return of(incidentKey)
                .anyMatch(order -> order.step().equals(step) && order.order().equals(decision));
    }

    /** Whether a person said how to go on without that step. */
    boolean givenFor(String incidentKey, String step) {
        return of(incidentKey)
                .anyMatch(order -> order.step().equals(step) && !order.order().equals(Answer.TRY_AGAIN.value()));
    }

    /** Each order of an incident, the oldest first. */
    public Stream<FailedStepOrder> of(String incidentKey) {
        return new Findings(record.of(incidentKey))
                .each(FailedStepOrder.class).stream().map(Findings.Found::value);
    }
}
