package playbook.evidence;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;

/**
 * Guards every act: a step may act only when the record holds the decision that the act needs. It must be the newest of
 * its kind, be about this plan, come from people who may decide it, and not have been revoked since. The path by which
 * the process came to the step does not matter.
 */
@Component
public class Approvals {

    private final EvidenceReading record;

    public Approvals(EvidenceReading record) {
        this.record = record;
    }

    /** @throws HintedException when the decision is missing; the step has changed nothing then */
    public void required(Incident incident, Act act) {
        if (act == Act.NOTHING) {
            return;
        }
        missing(Standing.of(record.of(incident.key())), act).ifPresent(what -> {
            throw new HintedException(
                    act + " needs a decision that is not on record for " + incident.key() + ": " + what
                            + ". Nothing was touched.",
                    "the people who may decide this answer the question in Tasklist. If the question is not in"
                            + " Tasklist, choose another way back here, which leads to the question again, or stop the"
                            + " response.");
        });
    }

    /** Hash of the newest plan for the way back that was chosen last; empty when no plan was made after that choice. */
    public Optional<String> plan(Incident incident) {
        return Standing.of(record.of(incident.key())).plan();
    }

    private static Optional<String> missing(Standing now, Act act) {
        if (Method.recoveringActs().anyMatch(act::equals)) {
            return now.notApproved(act);
        }
        return switch (act) {
            case NOTHING -> Optional.empty();
            case STOP_LOSS -> now.notReported();
            case EXCHANGE -> now.notTakenBack().isEmpty() ? Optional.empty() : now.notApproved(Act.CUT_OVER);
            case TAKE_BACK -> now.notTakenBack();
            case TEST -> notRecovered(now);
            case GIVE_BACK, CLOSE -> now.notGivenBack();
            default -> Optional.of("no way back has this act");
        };
    }

    private static Optional<String> notRecovered(Standing now) {
        List<String> missing = Method.recoveringActs()
                .flatMap(act -> now.notApproved(act).stream())
                .toList();
        return missing.size() < Method.recoveringActs().count()
                ? Optional.empty()
                : missing.stream().findFirst();
    }
}
