package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.CUT_OVER_LOSS;
import static playbook.process.engine.PlaybookVariables.CUT_OVER_STOP;
import static playbook.process.engine.PlaybookVariables.FORMER_SERVER_PLAN;
import static playbook.process.engine.PlaybookVariables.LOST_ROWS;
import static playbook.process.engine.PlaybookVariables.PLAN_DATABASE;
import static playbook.process.engine.PlaybookVariables.PLAN_DIRECTORY;
import static playbook.process.engine.PlaybookVariables.PLAN_SERVER;
import static playbook.process.engine.PlaybookVariables.PLAN_WARNINGS;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.CutOverPlan;
import playbook.incident.Incident;
import playbook.incident.Method;

/** A point-in-time recovery: where the server stops, and what was written since and will be gone. */
@Component
class ServerPlanView implements PlanView {

    private final Evidence evidence;

    ServerPlanView(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Method method() {
        return Method.POINT_IN_TIME_RECOVERY;
    }

    @Override
    public void show(DelegateTask task, Incident incident, String hash) {
        Optional<CutOverPlan> plan =
                hash.isEmpty() ? Optional.empty() : Optional.of(evidence.get(incident, CutOverPlan.class));
        plan.ifPresent(newest -> {
            mustBe(incident, newest.hash(), hash);
            FORMER_SERVER_PLAN.setLocal(
                    task,
                    Map.of(
                            "systemIdentifier", newest.systemIdentifier(),
                            "dataDirectory", newest.dataDirectory()));
        });
        PLAN_SERVER.setLocal(task, plan.map(CutOverPlan::systemIdentifier).orElse(NO_PLAN));
        PLAN_DATABASE.setLocal(task, plan.map(CutOverPlan::database).orElse(NO_PLAN));
        PLAN_DIRECTORY.setLocal(task, plan.map(CutOverPlan::dataDirectory).orElse(NO_PLAN));
        CUT_OVER_STOP.setLocal(
                task, plan.map(one -> CutOverRows.stop(one.stop())).orElse(NO_PLAN));
        CUT_OVER_LOSS.setLocal(task, plan.map(CutOverRows::summary).orElse("not counted: " + NO_PLAN));
        LOST_ROWS.setLocal(task, plan.map(CutOverRows::rows).orElse(List.of()));
        PLAN_WARNINGS.setLocal(
                task, FormRows.lines(plan.map(CutOverPlan::warnings).orElse(List.of())));
    }
}
