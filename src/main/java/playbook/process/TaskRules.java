package playbook.process;

import static playbook.process.PlaybookVariables.APPROVAL_TARGET;
import static playbook.process.PlaybookVariables.PLAN_HASH;
import static playbook.process.PlaybookVariables.VALIDATION_DECISION;
import static playbook.process.PlaybookVariables.VALIDATION_NOTE;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.StrategyChoice;
import playbook.incident.ValidationConfirmation;

/**
 * What every answer to a task must meet, whichever client sent it: the right group, values that exist, and for approvals
 * another person, the target's name and the plan that is current. A refusal stays on record.
 */
@Component
class TaskRules implements TaskListener {

    private final ReportedIncident incidents;
    private final People people;
    private final CurrentPlan plan;
    private final Evidence evidence;
    private final Decisions decisions;
    private final CheckRows checks;

    TaskRules(
            ReportedIncident incidents,
            People people,
            CurrentPlan plan,
            Evidence evidence,
            Decisions decisions,
            CheckRows checks) {
        this.checks = checks;
        this.incidents = incidents;
        this.people = people;
        this.plan = plan;
        this.evidence = evidence;
        this.decisions = decisions;
    }

    @Override
    public void notify(DelegateTask task) {
        Incident incident = incidents.of(task.getExecution());
        String form = task.getTaskDefinitionKey();
        if (TaskListener.EVENTNAME_ASSIGNMENT.equals(task.getEventName())) {
            mustBeFitToTakeIt(incident, task);
            return;
        }
        try {
            String who = people.mustBeSomebody();
            mustBeInGroup(task, who);
            Map<String, String> decision = FormInput.decision(form, task);
            mustBeAnother(incident, form, who);
            mustExplainFailedChecks(incident, task, decision);
            if (form.equals("approve-recovery")) {
                mustMeanThisPlan(incident, task, decision);
            }
            evidence.decided(incident, form, who, decision);
            decisions.record(incident, task, who, decision);
        } catch (HintedException refusal) {
            evidence.refused(incident, form, people.name(), String.valueOf(refusal.getMessage()));
            throw refusal;
        }
    }

    /** Whether this is theirs to answer at all, which is said before what is wrong with the answer. */
    void mustBeTheirs(DelegateTask task) {
        Incident incident = incidents.of(task.getExecution());
        String form = task.getTaskDefinitionKey();
        try {
            String who = people.mustBeSomebody();
            mustBeInGroup(task, who);
            mustBeAnother(incident, form, who);
        } catch (NotAllowed refusal) {
            evidence.refused(incident, form, people.name(), String.valueOf(refusal.getMessage()));
            throw refusal;
        }
    }

    /** Who may not answer must not take it either: nobody else could answer then. */
    private void mustBeFitToTakeIt(Incident incident, DelegateTask task) {
        String taker = task.getAssignee();
        if (taker == null) {
            return;
        }
        try {
            List<String> groups = ofItsModel(task);
            if (!people.isInOneOf(taker, groups)) {
                throw new NotAllowed(
                        taker + " may not answer '" + task.getName() + "', which is for " + String.join(" or ", groups),
                        "give the task to one of them.");
            }
            mustBeAnother(incident, task.getTaskDefinitionKey(), taker);
        } catch (NotAllowed refusal) {
            evidence.refused(
                    incident, task.getTaskDefinitionKey(), people.name(), String.valueOf(refusal.getMessage()));
            throw refusal;
        }
    }

    private void mustBeInGroup(DelegateTask task, String who) {
        List<String> groups = ofItsModel(task);
        if (!people.inOneOf(groups)) {
            throw new NotAllowed(
                    who + " may not answer '" + task.getName() + "', which is for " + String.join(" or ", groups),
                    "ask one of them; an administrator changes groups.");
        }
    }

    /** Not its links, which a member of the group can change. */
    private static List<String> ofItsModel(DelegateTask task) {
        return task.getBpmnModelElementInstance().getCamundaCandidateGroupsList();
    }

    private void mustBeAnother(Incident incident, String form, String who) {
        if (form.equals("approve-recovery")
                && evidence.get(incident, StrategyChoice.class).chosenBy().equals(who)) {
            throw new NotAllowed(who + " chose the strategy and can't approve it too", "another manager approves.");
        }
        if (form.equals("approve-resume")
                && evidence.find(incident, ValidationConfirmation.class)
                        .filter(validation -> validation.confirmedBy().equals(who))
                        .isPresent()) {
            throw new NotAllowed(
                    who + " confirmed the validation and can't approve the resumption too",
                    "another manager approves.");
        }
    }

    private void mustExplainFailedChecks(Incident incident, DelegateTask task, Map<String, String> decision) {
        if (!"confirm".equals(decision.get(VALIDATION_DECISION.name()))) {
            return;
        }
        List<String> failed = checks.failed(task, incident);
        if (!failed.isEmpty() && VALIDATION_NOTE.find(task).orElse("").isBlank()) {
            throw new HintedException(
                    "these checks failed: " + String.join(", ", failed) + "; and no reason is given to confirm them",
                    "go back to the decision, or say in the note why they do not matter.");
        }
    }

    /** The approval is bound to what was shown: a plan that changed since needs a new look. */
    private void mustMeanThisPlan(Incident incident, DelegateTask task, Map<String, String> decision) {
        if (decision.containsValue("reject")) {
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
}
