package playbook.evidence;

import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/**
 * Guards every act: an act is done only when the record holds the decision that it needs, the newest of its kind, about
 * this plan, by people who may decide it, and not taken back since. Which way the process came to the step doesn't
 * matter.
 */
@Component
public class Approvals {

    private final EvidenceReading record;

    public Approvals(EvidenceReading record) {
        this.record = record;
    }

    /** @throws HintedException when the decision is missing; nothing was touched then */
    public void required(Incident incident, Act act) {
        if (act == Act.NOTHING) {
            return;
        }
        missing(Standing.of(record.of(incident.key())), act).ifPresent(what -> {
            throw new HintedException(
                    act + " needs a decision that is not on record for " + incident.key() + ": " + what
                            + ". Nothing was touched.",
                    "the question is answered in Tasklist by those whom it is for. When it does not stand there, choose"
                            + " another way back here, which leads to it again, or stop the response.");
        });
    }

    /** Hash of the newest plan for the way back that was chosen last; empty when no plan was made since that choice. */
    public Optional<String> plan(Incident incident) {
        return Standing.of(record.of(incident.key())).plan();
    }

    private static Optional<String> missing(Standing now, Act act) {
        return switch (act) {
            case NOTHING -> Optional.empty();
            case STOP_LOSS -> now.notReported();
            case MERGE, CUT_OVER -> now.notApproved(act);
            case EXCHANGE -> now.notTakenBack().isEmpty() ? Optional.empty() : now.notApproved(Act.CUT_OVER);
            case TAKE_BACK -> now.notTakenBack();
            case TEST -> now.notApproved(Act.MERGE).isEmpty() ? Optional.empty() : now.notApproved(Act.CUT_OVER);
            case GIVE_BACK, CLOSE -> now.notGivenBack();
        };
    }
}
