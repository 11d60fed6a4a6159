package playbook.restore;

import playbook.evidence.Evidence;
import playbook.incident.ApprovedPlan;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.platform.Servers;

/** Preconditions of a cut-over: the platform can do it, and people approved exactly this plan. */
final class Cutting {

    private Cutting() {}

    /** Called before hours of work, so that an impossible cut-over fails early. */
    static void mustBePossible(Servers servers, Incident incident) {
        servers.cannotExchange(incident.target(), incident.key()).ifPresent(why -> {
            throw new HintedException(
                    "the recovered server could not take this one's place: " + why,
                    "remove the cause and try again, or choose another strategy: nothing was changed.");
        });
    }

    /** @throws HintedException when the newest plan is not the approved one */
    static CutOverPlan approved(Evidence evidence, Incident incident) {
        CutOverPlan plan = evidence.get(incident, CutOverPlan.class);
        String approved = evidence.get(incident, ApprovedPlan.class).hash();
        if (!approved.equals(plan.hash()) || !plan.hash().equals(PlanCutOverTask.hash(plan))) {
            throw new HintedException(
                    "the approved plan is " + approved + ", but the newest cut-over plan is " + plan.hash()
                            + ", and its content has the hash " + PlanCutOverTask.hash(plan),
                    "choose another strategy; the plan is made again and shown again.");
        }
        return plan;
    }
}
