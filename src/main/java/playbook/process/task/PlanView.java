package playbook.process.task;

import org.camunda.bpm.engine.delegate.DelegateTask;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Method;

/** What the approver reads of one way's plan. */
interface PlanView {

    String NO_PLAN = "(no plan was made)";

    Method method();

    /**
     * Lays the plan beside the task, from the record.
     *
     * @param hash of the plan that would be approved; empty when none was made
     */
    void show(DelegateTask task, Incident incident, String hash);

    /** @throws HintedException when the record's newest plan is not the one that would be approved */
    default void mustBe(Incident incident, String newest, String hash) {
        if (!newest.equals(hash)) {
            throw new HintedException(
                    "the newest plan of " + method().title() + " for " + incident.key() + " is " + newest
                            + ", the plan to approve is " + hash,
                    "try the step again: the plan is made anew.");
        }
    }
}
