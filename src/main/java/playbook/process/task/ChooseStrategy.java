package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.ADDED_ROWS;
import static playbook.process.engine.PlaybookVariables.CULPRIT_XID;
import static playbook.process.engine.PlaybookVariables.LEAVE_OUT;
import static playbook.process.engine.PlaybookVariables.PLAN_LEFT_ALONE;
import static playbook.process.engine.PlaybookVariables.ROWS_ADDED;
import static playbook.process.engine.PlaybookVariables.STOP_KIND;
import static playbook.process.engine.PlaybookVariables.STOP_VALUE;
import static playbook.process.engine.PlaybookVariables.STRATEGY;
import static playbook.process.engine.PlaybookVariables.STRATEGY_CHOSEN_BY;
import static playbook.process.engine.PlaybookVariables.STRATEGY_OPTIONS;
import static playbook.process.engine.PlaybookVariables.STRATEGY_REASON;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.model.bpmn.instance.ConditionExpression;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.StrategyChoice;
import playbook.incident.StrategyOptions;

/** Which way back is taken, as the decision table ranks them and as each was judged here. */
@Component
class ChooseStrategy implements Question {

    private final Evidence evidence;

    ChooseStrategy(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Asked asked() {
        return Asked.WAY_BACK;
    }

    @Override
    public void show(DelegateTask task, Incident incident) {
        Optional<Culprit> culprit = evidence.find(incident, Culprit.class);
        Optional<Culprit> nobody = culprit.filter(one -> !one.named());
        STOP_KIND.setLocal(task, nobody.isPresent() ? "time" : "transaction");
        STOP_VALUE.setLocal(
                task,
                nobody.map(one -> one.committedAt().toString())
                        .or(() -> culprit.map(one -> Long.toString(one.xid())))
                        .orElseGet(() -> CULPRIT_XID.find(task).orElse("")));
        wishes(task, incident, culprit);
        STRATEGY_OPTIONS.setLocal(task, StrategyRows.of(StrategyRows.reasons(task), judged(incident)));
    }

    /** What the newest plan left as it is, and what was wished for it, so that the next choice can begin there. */
    private void wishes(DelegateTask task, Incident incident, Optional<Culprit> culprit) {
        Optional<RecoveryPlan> last = evidence.find(incident, RecoveryPlan.class)
                .filter(plan -> culprit.filter(one -> one.xid() == plan.xid()).isPresent());
        ROWS_ADDED.setLocal(task, culprit.map(Culprit::added).orElse(""));
        ADDED_ROWS.setLocal(
                task, last.filter(RecoveryPlan::keepAdded).isPresent() ? RowWishes.KEEP : RowWishes.TAKE_BACK);
        LEAVE_OUT.setLocal(
                task,
                last.stream()
                        .flatMap(plan -> plan.leftOut().stream())
                        .map(RowKey::words)
                        .collect(Collectors.joining("\n")));
        PLAN_LEFT_ALONE.setLocal(task, last.map(PlanRows::leftAlone).orElse(List.of()));
    }

    private StrategyOptions judged(Incident incident) {
        return evidence.find(incident, StrategyOptions.class).orElseGet(() -> new StrategyOptions(List.of()));
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        String chosen = input.needed(STRATEGY, "choose one of the ways back.");
        Method.of(chosen).ifPresent(method -> {
            switch (method) {
                case POINT_IN_TIME_RECOVERY -> StopInput.read(input.read(), sent);
                case ROW_RECOVERY -> RowWishes.read(input.read(), sent);
                case TABLE_RESTORE, RESTORE_AND_REPLAY, FULL_RESTORE -> {}
            }
        });
        return input.note(STRATEGY_REASON).read();
    }

    @Override
    public void check(DelegateTask task, Incident incident, Map<String, String> answer) {
        String chosen = answer.getOrDefault(STRATEGY.name(), "");
        if (Answer.of(asked(), chosen).isEmpty()) {
            OfferedWays offered = new OfferedWays(StrategyRows.ranked(task), judged(incident));
            offered.mustHave(chosen, answer.getOrDefault(STRATEGY_REASON.name(), ""));
            offered.mustBeExcused(chosen, answer.getOrDefault(STRATEGY_REASON.name(), ""));
            mustLeadOn(task, chosen);
        }
    }

    /** A response that began with a former version goes on by that version's model. */
    private static void mustLeadOn(DelegateTask task, String chosen) {
        if (task.getExecution().getBpmnModelInstance().getModelElementsByType(ConditionExpression.class).stream()
                .noneMatch(condition -> condition.getTextContent().contains("'" + chosen + "'"))) {
            throw new HintedException(
                    "'" + chosen + "' is no way of the version with which this response began", "choose another way.");
        }
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        String chosen = answer.getOrDefault(STRATEGY.name(), "");
        if (Answer.of(asked(), chosen).isPresent()) {
            return; // No way back is chosen: the question before it is asked again, or the response ends.
        }
        if (Method.of(chosen).filter(Method.POINT_IN_TIME_RECOVERY::equals).isPresent()) {
            List<Culprit> found = evidence.find(incident, CulpritSearch.class).stream()
                    .flatMap(search -> search.suspects().stream())
                    .map(CulpritSearch.Suspect::culprit)
                    .toList();
            evidence.found(
                    incident, asked().form(), StopInput.stop(answer, evidence.get(incident, Culprit.class), found));
        }
        String reason = answer.getOrDefault(STRATEGY_REASON.name(), "");
        StrategyChoice choice = RowWishes.choice(
                answer,
                chosen,
                reason,
                who,
                evidence.find(incident, Culprit.class).orElse(null),
                evidence.find(incident, RowDifference.class).orElse(null));
        List<String> beyond = new OfferedWays(List.of(), judged(incident)).beyond(chosen);
        evidence.found(incident, asked().form(), choice.beyond(beyond));
        if (!beyond.isEmpty()) {
            // The approver reads the reason on the form of the plan.
            STRATEGY_REASON.set(
                    task.getExecution(), reason + " **Beyond what was agreed:** " + String.join(" ", beyond));
        }
        STRATEGY_CHOSEN_BY.set(task.getExecution(), who);
    }
}
