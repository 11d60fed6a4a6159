package playbook.process;

import static playbook.process.PlaybookVariables.AGAIN;
import static playbook.process.PlaybookVariables.ROUND;

import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.EvidenceReading;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;

/** Begins another round of deciding, whose long work has names of its own; the newest answer says what it doubts. */
@Component
class ReconsiderDelegate implements JavaDelegate {

    private static final Set<String> DOUBTERS =
            Set.of("handle-failed-step", "choose-strategy", "approve-recovery", "confirm-validation");

    private final ReportedIncident incidents;
    private final EvidenceReading record;

    ReconsiderDelegate(ReportedIncident incidents, EvidenceReading record) {
        this.incidents = incidents;
        this.record = record;
    }

    @Override
    public void execute(DelegateExecution execution) {
        boolean culprit = new Findings(record.of(incidents.of(execution).key()))
                .of(Kind.DECIDED)
                .filter(answer -> DOUBTERS.contains(answer.step()))
                .reduce((older, newer) -> newer)
                .filter(answer -> answer.content().contains("\"" + FormInput.ANOTHER_CULPRIT + "\""))
                .isPresent();
        AGAIN.set(execution, culprit ? "culprit" : "strategy");
        ROUND.set(execution, ROUND.in(execution) + 1);
    }
}
