package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.BASELINE_AT;
import static playbook.process.engine.PlaybookVariables.COUNTED_AT;
import static playbook.process.engine.PlaybookVariables.CULPRIT_XID;
import static playbook.process.engine.PlaybookVariables.CULPRIT_XIDS;
import static playbook.process.engine.PlaybookVariables.DAMAGE;
import static playbook.process.engine.PlaybookVariables.LOSS_TIME;
import static playbook.process.engine.PlaybookVariables.PIN_REMARKS;
import static playbook.process.engine.PlaybookVariables.SEARCH_REMARKS;
import static playbook.process.engine.PlaybookVariables.SUSPECTS;
import static playbook.process.engine.PlaybookVariables.SUSPECT_CHOICES;
import static playbook.process.engine.PlaybookVariables.SUSPECT_LIST;
import static playbook.process.engine.PlaybookVariables.TABLE_COUNTS;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.freeze.PinResult;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;

/** Whether data was lost, and which of the transactions that were found did it. */
@Component
class ConfirmLoss implements Question {

    private final Evidence evidence;

    ConfirmLoss(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Asked asked() {
        return Asked.LOSS;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        Optional<RowCounts> counted = evidence.find(incident, RowCounts.class);
        SuspectRows suspects = new SuspectRows(
                search(incident),
                counted.orElse(null),
                evidence.find(incident, SchemaFingerprint.class).orElse(null));
        SUSPECTS.setLocal(task, suspects.rows());
        SUSPECT_CHOICES.setLocal(task, suspects.choices());
        SUSPECT_LIST.setLocal(task, suspects.each());
        SEARCH_REMARKS.setLocal(
                task,
                suspects.seen(evidence.find(incident, LossReport.class)
                        .map(LossReport::tables)
                        .orElse("")));
        PIN_REMARKS.setLocal(
                task,
                FormRows.pinRemarks(evidence.find(incident, PinResult.class).orElse(null)));
        TABLE_COUNTS.setLocal(task, counted.map(FormRows::tableCounts).orElse(List.of()));
        COUNTED_AT.setLocal(task, moment(counted.map(RowCounts::measuredAt)));
        BASELINE_AT.setLocal(task, moment(counted.map(RowCounts::baselineAt)));
    }

    private static String moment(Optional<Instant> at) {
        return at.map(FormRows::second).orElse(FormRows.NOTHING);
    }

    private CulpritSearch search(Incident incident) {
        return evidence.find(incident, CulpritSearch.class)
                .orElseThrow(() -> new HintedException("no culprit was looked for", "wait for the assessment."));
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        if (input.answer(asked()) == Answer.LOSS) {
            String xid = input.needed(CULPRIT_XID, "choose the transaction that destroyed the data, or none of these.");
            if (xid.equals(SuspectRows.SEVERAL)) {
                List<String> xids =
                        CULPRIT_XIDS.find(sent).map(AnswerInput::texts).orElse(List.of());
                input.read().put(CULPRIT_XIDS.name(), String.join(", ", xids));
            }
            if (xid.equals(SuspectRows.NOBODY)) {
                input.read().put(LOSS_TIME.name(), lossTime(sent));
            }
        }
        return input.read();
    }

    private static String lossTime(VariableScope sent) {
        String hint = "say when everything was still there: recovery goes back to that time.";
        Instant time = Instant.parse(StopInput.time(AnswerInput.needed(sent, LOSS_TIME, hint)));
        if (time.isAfter(Instant.now())) {
            throw new HintedException(
                    "everything was still there at " + time + ", which is in the future", "check day, hour and zone.");
        }
        return time.toString();
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        if (answer.containsKey(CULPRIT_XID.name())) {
            Culprit culprit = new ChosenCulprit(search(incident), evidence.recoveredBefore(incident)).of(answer);
            evidence.found(incident, asked().form(), culprit);
            DAMAGE.set(task.getExecution(), culprit.comparable() ? "rows" : "tables");
        }
    }
}
