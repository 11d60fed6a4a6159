package playbook.process.task;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.process.engine.NotAllowed;
import playbook.process.engine.People;
import playbook.process.incident.ReportedIncident;

/**
 * What every answer to a task must meet, whichever client sent it: the right group, values that exist, and for approvals
 * another person, the target's name and the plan that is current. A refusal stays on record.
 */
@Component
public class TaskRules implements TaskListener {

    private final ReportedIncident incidents;
    private final People people;
    private final Evidence evidence;
    private final Questions questions;

    TaskRules(ReportedIncident incidents, People people, Evidence evidence, Questions questions) {
        this.incidents = incidents;
        this.people = people;
        this.evidence = evidence;
        this.questions = questions;
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
            Question question = questions.of(form);
            Map<String, String> answer = question.read(task);
            question.mustBeAnother(incident, who);
            question.check(task, incident, answer);
            evidence.decided(incident, form, who, answer);
            question.keep(task, incident, who, answer);
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
            questions.of(form).mustBeAnother(incident, who);
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
            questions.of(task.getTaskDefinitionKey()).mustBeAnother(incident, taker);
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
}
