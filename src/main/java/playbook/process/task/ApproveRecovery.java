package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.APPROVAL_NOTE;
import static playbook.process.engine.PlaybookVariables.APPROVAL_TARGET;
import static playbook.process.engine.PlaybookVariables.APPROVED_BY;
import static playbook.process.engine.PlaybookVariables.PLAN_HASH;
import static playbook.process.engine.PlaybookVariables.STRATEGY;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.ApprovedPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.StrategyChoice;
import playbook.process.engine.NotAllowed;

/** May exactly this plan be carried out; another person than who chose the way answers. */
@Component
class ApproveRecovery implements Question {

    private final Evidence evidence;
    private final CurrentPlan plan;
    private final List<PlanView> views;

    ApproveRecovery(Evidence evidence, CurrentPlan plan, List<PlanView> views) {
        this.evidence = evidence;
        this.plan = plan;
        this.views = views;
    }

    @Override
    public Asked asked() {
        return Asked.PLAN;
    }

    /** Rows only of the plan that is approved: the one whose hash stands on the form, and of the way that was chosen. */
    @Override
    public void show(DelegateTask task, Incident incident) {
        String hash = shown(incident);
        PLAN_HASH.setLocal(task, hash);
        Method chosen = STRATEGY.find(task).flatMap(Method::of).orElse(Method.ROW_RECOVERY);
        views.stream()
                .filter(view -> view.method() == chosen)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "nothing shows a plan of '" + chosen.word() + "' to its approver", "choose another way back."))
                .show(task, incident, hash);
    }

    /** Empty when there is no plan, as after a plan that failed and was called done: then it can only be rejected. */
    private String shown(Incident incident) {
        try {
            return plan.hash(incident);
        } catch (HintedException noPlan) {
            return "";
        }
    }

    @Override
    public Map<String, String> read(VariableScope sent) {
        AnswerInput input = new AnswerInput(sent);
        input.answer(asked());
        return input.note(APPROVAL_TARGET).note(APPROVAL_NOTE).read();
    }

    @Override
    public void mustBeAnother(Incident incident, String who) {
        if (evidence.get(incident, StrategyChoice.class).chosenBy().equals(who)) {
            throw new NotAllowed(who + " chose the strategy and can't approve it too", "another manager approves.");
        }
    }

    /** The approval is bound to what was shown: a plan that changed since needs a new look. */
    @Override
    public void check(DelegateTask task, Incident incident, Map<String, String> answer) {
        if (!Answer.APPROVE.value().equals(answer.get(asked().field()))) {
            return;
        }
        String name = incident.target().name();
        String typed = APPROVAL_TARGET.find(task).orElse("");
        if (!typed.equals(name)) {
            throw new HintedException(
                    "the typed name '" + typed + "' is not the target's",
                    "type " + name + " when that is what you mean.");
        }
        String shown = PLAN_HASH.find(task).orElse("");
        String current = plan.hash(incident);
        if (!shown.equals(current)) {
            throw new HintedException(
                    "the plan has changed: shown was " + shown + ", now it is " + current,
                    "reject; the plan is made again and shown again.");
        }
    }

    @Override
    public void keep(DelegateTask task, Incident incident, String who, Map<String, String> answer) {
        if (Answer.APPROVE.value().equals(answer.get(asked().field()))) {
            evidence.found(
                    incident,
                    asked().form(),
                    new ApprovedPlan(plan.hash(incident), who, Instant.now().truncatedTo(ChronoUnit.MICROS)));
            APPROVED_BY.set(task.getExecution(), who);
        }
    }
}
