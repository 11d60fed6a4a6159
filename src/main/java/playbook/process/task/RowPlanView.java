package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.FORMER_ROW_PLAN;
import static playbook.process.engine.PlaybookVariables.PLAN_DATABASE;
import static playbook.process.engine.PlaybookVariables.PLAN_DIRECTORY;
import static playbook.process.engine.PlaybookVariables.PLAN_LEFT_ALONE;
import static playbook.process.engine.PlaybookVariables.PLAN_SERVER;
import static playbook.process.engine.PlaybookVariables.PLAN_SOURCE;
import static playbook.process.engine.PlaybookVariables.PLAN_TABLES;
import static playbook.process.engine.PlaybookVariables.PLAN_WARNINGS;
import static playbook.process.engine.PlaybookVariables.PLAN_WISHES;
import static playbook.process.engine.PlaybookVariables.PLAN_XID;
import static playbook.process.engine.PlaybookVariables.STRATEGY_CHOSEN_BY;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Incident;
import playbook.incident.Method;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;

/** A recovery by rows: which rows of which tables are written, and which stay as they are. */
@Component
class RowPlanView implements PlanView {

    private final Evidence evidence;

    RowPlanView(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public Method method() {
        return Method.ROW_RECOVERY;
    }

    @Override
    public void show(DelegateTask task, Incident incident, String hash) {
        Optional<RecoveryPlan> plan =
                hash.isEmpty() ? Optional.empty() : Optional.of(evidence.get(incident, RecoveryPlan.class));
        plan.ifPresent(newest -> {
            mustBe(incident, newest.hash(), hash);
            FORMER_ROW_PLAN.setLocal(
                    task,
                    Map.of(
                            "systemIdentifier", newest.systemIdentifier(),
                            "database", newest.database(),
                            "xid", newest.xid()));
        });
        PLAN_SERVER.setLocal(task, plan.map(RecoveryPlan::systemIdentifier).orElse(NO_PLAN));
        PLAN_DATABASE.setLocal(task, plan.map(RecoveryPlan::database).orElse(NO_PLAN));
        PLAN_XID.setLocal(task, plan.map(one -> Long.toString(one.xid())).orElse(NO_PLAN));
        PLAN_DIRECTORY.setLocal(task, NO_PLAN);
        PLAN_WISHES.setLocal(
                task,
                plan.map(one -> RowWishes.words(
                                one, STRATEGY_CHOSEN_BY.find(task).orElse("the DBA")))
                        .orElse(""));
        PLAN_SOURCE.setLocal(
                task,
                plan.flatMap(one -> evidence.find(incident, RowDifference.class))
                        .map(RowDifference::sourceInWords)
                        .orElse(""));
        PLAN_TABLES.setLocal(task, plan.map(PlanRows::tables).orElse(List.of()));
        PLAN_LEFT_ALONE.setLocal(task, plan.map(PlanRows::leftAlone).orElse(List.of()));
        PLAN_WARNINGS.setLocal(
                task, FormRows.lines(plan.map(RecoveryPlan::warnings).orElse(List.of())));
    }
}
