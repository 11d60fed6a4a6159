package playbook.evidence;

import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;

/**
 * Stands before every act: it is done only when the record holds the decision it needs, the newest of its kind, not taken
 * back since, on this plan, by the people who may. How the process came to the step doesn't matter.
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

    /** Digest of the newest plan of the way that was chosen last; empty when none was made since. */
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
