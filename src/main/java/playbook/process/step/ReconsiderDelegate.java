package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.AGAIN;
import static playbook.process.engine.PlaybookVariables.ROUND;

import java.util.EnumSet;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Answers;
import playbook.evidence.EvidenceReading;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Findings;
import playbook.incident.Answer;
import playbook.process.incident.ReportedIncident;

/** Begins another round of deciding, whose long work has names of its own; the newest answer says what it doubts. */
@Component
class ReconsiderDelegate implements JavaDelegate {

    private static final Set<String> DOUBTERS =
            Set.of("handle-failed-step", "choose-strategy", "approve-recovery", "confirm-validation");

    /** Answers which say that the wrong transaction or time was confirmed. */
    private static final Set<Answer> DOUBTS = EnumSet.of(Answer.ANOTHER_CULPRIT, Answer.NO_WAY_BUT_ANOTHER_CULPRIT);

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
                .filter(answer ->
                        Answers.answer(answer).filter(DOUBTS::contains).isPresent())
                .isPresent();
        AGAIN.set(execution, culprit ? "culprit" : "strategy");
        ROUND.set(execution, ROUND.in(execution) + 1);
    }
}
