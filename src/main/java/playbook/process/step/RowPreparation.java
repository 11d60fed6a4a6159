package playbook.process.step;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.RowsNotCompared;
import playbook.incident.StrategyOptions;

/** Keeps the ways back true while people choose: rows can be given back only when what prepares that did not fail. */
@Component
public class RowPreparation {

    /** Ids of its tasks in the models. */
    public static final List<String> STEPS = List.of(
            "copyCatalogs", "readHeap", "restoreBase", "replayBefore", "readBefore", "replayAfter", "compareRows");

    private static final Set<String> TELL_THE_ROWS = Set.of("readHeap", "compareRows");

    private final Evidence evidence;
    private final OpenChoice open;

    RowPreparation(Evidence evidence, OpenChoice open) {
        this.evidence = evidence;
        this.open = open;
    }

    void failed(DelegateExecution execution, Incident incident, String step, String why) {
        if (STEPS.contains(step)) {
            long xid = evidence.find(incident, Culprit.class).map(Culprit::xid).orElse(0L);
            RowsNotCompared failure = new RowsNotCompared(xid, step, why);
            evidence.found(incident, step, failure);
            offer(execution, incident, false, failure.reason());
        }
    }

    void proved(DelegateExecution execution, Incident incident, String step) {
        if (TELL_THE_ROWS.contains(step)) {
            offer(execution, incident, true, "");
        }
    }

    private void offer(DelegateExecution execution, Incident incident, boolean available, String reason) {
        evidence.find(incident, StrategyOptions.class)
                .filter(options -> options.changedBy(Method.ROW_RECOVERY.word(), available))
                .ifPresent(options -> {
                    StrategyOptions now = options.with(Method.ROW_RECOVERY.word(), available, reason);
                    evidence.found(incident, "rankStrategies", now);
                    open.shows(execution, incident, now);
                });
    }
}
