package playbook.process;

import static playbook.process.PlaybookVariables.ADDED_ROWS;
import static playbook.process.PlaybookVariables.APPLICATION_CHECKS;
import static playbook.process.PlaybookVariables.BASELINE_AT;
import static playbook.process.PlaybookVariables.COUNTED_AT;
import static playbook.process.PlaybookVariables.CULPRIT_XID;
import static playbook.process.PlaybookVariables.CUT_OVER_LOSS;
import static playbook.process.PlaybookVariables.CUT_OVER_STOP;
import static playbook.process.PlaybookVariables.DATA_CHECKS;
import static playbook.process.PlaybookVariables.LEAVE_OUT;
import static playbook.process.PlaybookVariables.LOST_ROWS;
import static playbook.process.PlaybookVariables.PIN_REMARKS;
import static playbook.process.PlaybookVariables.PLAN_HASH;
import static playbook.process.PlaybookVariables.PLAN_LEFT_ALONE;
import static playbook.process.PlaybookVariables.PLAN_TABLES;
import static playbook.process.PlaybookVariables.PLAN_WARNINGS;
import static playbook.process.PlaybookVariables.PLAN_WISHES;
import static playbook.process.PlaybookVariables.ROWS_ADDED;
import static playbook.process.PlaybookVariables.SEARCH_REMARKS;
import static playbook.process.PlaybookVariables.STEP;
import static playbook.process.PlaybookVariables.STEP_TITLE;
import static playbook.process.PlaybookVariables.STOP_KIND;
import static playbook.process.PlaybookVariables.STOP_VALUE;
import static playbook.process.PlaybookVariables.STRATEGIES;
import static playbook.process.PlaybookVariables.STRATEGY;
import static playbook.process.PlaybookVariables.STRATEGY_CHOSEN_BY;
import static playbook.process.PlaybookVariables.STRATEGY_OPTIONS;
import static playbook.process.PlaybookVariables.SUSPECTS;
import static playbook.process.PlaybookVariables.SUSPECT_CHOICES;
import static playbook.process.PlaybookVariables.SUSPECT_LIST;
import static playbook.process.PlaybookVariables.TABLE_COUNTS;
import static playbook.process.PlaybookVariables.TROUBLES;
import static playbook.process.PlaybookVariables.findingOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DataChecks.Check;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.RowKey;
import playbook.incident.SchemaFingerprint;

/** Lays beside a new task the rows which its form shows; a form can't follow a finding's depths. */
@Component
class TaskView implements TaskListener {

    private final ReportedIncident incidents;
    private final CurrentPlan plan;
    private final Evidence evidence;

    TaskView(ReportedIncident incidents, CurrentPlan plan, Evidence evidence) {
        this.evidence = evidence;
        this.incidents = incidents;
        this.plan = plan;
    }

    @Override
    public void notify(DelegateTask task) {
        incidents.of(task.getExecution()); // A task of another instance is put before nobody.
        switch (task.getTaskDefinitionKey()) {
            case "fence-by-hand" ->
                TROUBLES.setLocal(task, FormRows.lines(finding(task, "fence").path("stillWriting")));
            case "confirm-loss" -> {
                Incident incident = incidents.of(task.getExecution());
                SuspectRows suspects = new SuspectRows(
                        Decisions.search(evidence, incident, task),
                        evidence.find(incident, RowCounts.class).orElse(null),
                        evidence.find(incident, SchemaFingerprint.class).orElse(null));
                SUSPECTS.setLocal(task, suspects.rows());
                SUSPECT_CHOICES.setLocal(task, suspects.choices());
                SUSPECT_LIST.setLocal(task, suspects.each());
                SEARCH_REMARKS.setLocal(task, suspects.seen());
                PIN_REMARKS.setLocal(task, FormRows.pinRemarks(finding(task, "pin")));
                JsonNode counted = finding(task, "countRows");
                TABLE_COUNTS.setLocal(task, FormRows.tableCounts(counted));
                COUNTED_AT.setLocal(task, FormRows.second(counted.path("measuredAt")));
                BASELINE_AT.setLocal(task, FormRows.second(counted.path("baselineAt")));
            }
            case "choose-strategy" -> {
                Optional<Culprit> nobody = evidence.find(incidents.of(task.getExecution()), Culprit.class)
                        .filter(culprit -> !culprit.named());
                STOP_KIND.setLocal(task, nobody.isPresent() ? "time" : "transaction");
                STOP_VALUE.setLocal(
                        task,
                        nobody.map(culprit -> culprit.committedAt().toString())
                                .or(() -> evidence.find(incidents.of(task.getExecution()), Culprit.class)
                                        .map(culprit -> Long.toString(culprit.xid())))
                                .orElseGet(() -> CULPRIT_XID.find(task).orElse("")));
                rowWishes(task);
                STRATEGY_OPTIONS.setLocal(
                        task,
                        FormRows.strategies(
                                STRATEGIES.find(task).map(TaskView::tree).orElse(MissingNode.getInstance()),
                                finding(task, "rankStrategies")));
            }
            case "approve-recovery" -> {
                JsonNode planned = finding(task, "planRecovery");
                PLAN_HASH.setLocal(task, shown(task));
                PLAN_WISHES.setLocal(
                        task,
                        RowWishes.words(planned, STRATEGY_CHOSEN_BY.find(task).orElse("the DBA")));
                PLAN_TABLES.setLocal(task, FormRows.plan(planned));
                PLAN_LEFT_ALONE.setLocal(task, FormRows.leftAlone(planned));
                PLAN_WARNINGS.setLocal(task, FormRows.lines(planned.path("warnings")));
                if (STRATEGY.find(task)
                        .filter(RecoveryPlan.POINT_IN_TIME::equals)
                        .isPresent()) {
                    JsonNode cutOver = finding(task, "planCutOver");
                    CUT_OVER_STOP.setLocal(task, CutOverRows.stop(cutOver));
                    CUT_OVER_LOSS.setLocal(task, CutOverRows.summary(cutOver));
                    LOST_ROWS.setLocal(task, CutOverRows.rows(cutOver));
                    PLAN_WARNINGS.setLocal(task, FormRows.lines(cutOver.path("warnings")));
                }
            }
            case "confirm-validation" -> {
                DATA_CHECKS.setLocal(task, FormRows.checks(finding(task, "checkData")));
                APPLICATION_CHECKS.setLocal(
                        task,
                        FormRows.applicationChecks(
                                finding(task, "testData"),
                                finding(task, "testApplication"),
                                finding(task, "stopTestReplica")));
            }
            case "handle-failed-step" -> {
                if (STEP_TITLE.find(task).isEmpty()) {
                    STEP_TITLE.setLocal(task, Figures.spoken(STEP.find(task).orElse("step")));
                }
            }
            case "resume-trouble" ->
                TROUBLES.setLocal(
                        task, FormRows.lines(finding(task, "watchResumed").path("troubles")));
            default -> {}
        }
    }

    /** What the newest plan left as it is, and what was wished for it, so that the next choice can begin there. */
    private void rowWishes(DelegateTask task) {
        Incident incident = incidents.of(task.getExecution());
        Optional<Culprit> culprit = evidence.find(incident, Culprit.class);
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
        PLAN_LEFT_ALONE.setLocal(
                task,
                last.map(plan -> FormRows.leftAlone(tree(Json.write(plan)))).orElse(List.of()));
    }

    /** Empty when there is no plan, as after a plan that failed and was called done: then it can only be rejected. */
    private String shown(DelegateTask task) {
        try {
            return plan.hash(incidents.of(task.getExecution()));
        } catch (HintedException noPlan) {
            return "";
        }
    }

    static List<String> failedChecks(DelegateTask task) {
        return Stream.of("checkData", "testData", "testApplication")
                .map(step -> finding(task, step).path("checks"))
                .flatMap(FormRows::each)
                .filter(check -> FormRows.outcome(check) == Check.Outcome.FAILED)
                .map(check -> check.path("name").asText())
                .toList();
    }

    private static JsonNode finding(DelegateTask task, String step) {
        return findingOf(step).find(task).map(TaskView::tree).orElse(MissingNode.getInstance());
    }

    private static JsonNode tree(Object json) {
        return Json.read(json.toString(), JsonNode.class);
    }
}
