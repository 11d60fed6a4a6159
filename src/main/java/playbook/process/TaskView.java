package playbook.process;

import static playbook.process.PlaybookVariables.ADDED_ROWS;
import static playbook.process.PlaybookVariables.APPLICATION_CHECKS;
import static playbook.process.PlaybookVariables.BASELINE_AT;
import static playbook.process.PlaybookVariables.COUNTED_AT;
import static playbook.process.PlaybookVariables.CULPRIT_XID;
import static playbook.process.PlaybookVariables.CUT_OVER_LOSS;
import static playbook.process.PlaybookVariables.CUT_OVER_STOP;
import static playbook.process.PlaybookVariables.DATA_CHECKS;
import static playbook.process.PlaybookVariables.FORMER_ROW_PLAN;
import static playbook.process.PlaybookVariables.FORMER_SERVER_PLAN;
import static playbook.process.PlaybookVariables.LEAVE_OUT;
import static playbook.process.PlaybookVariables.LOST_ROWS;
import static playbook.process.PlaybookVariables.PIN_REMARKS;
import static playbook.process.PlaybookVariables.PLAN_DATABASE;
import static playbook.process.PlaybookVariables.PLAN_DIRECTORY;
import static playbook.process.PlaybookVariables.PLAN_HASH;
import static playbook.process.PlaybookVariables.PLAN_LEFT_ALONE;
import static playbook.process.PlaybookVariables.PLAN_SERVER;
import static playbook.process.PlaybookVariables.PLAN_TABLES;
import static playbook.process.PlaybookVariables.PLAN_WARNINGS;
import static playbook.process.PlaybookVariables.PLAN_WISHES;
import static playbook.process.PlaybookVariables.PLAN_XID;
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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.freeze.FenceResult;
import playbook.freeze.PinResult;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.RowKey;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyOptions;
import playbook.resume.WatchResumedResult;

/**
 * Lays beside a new task the rows which its form shows, read from the record by type: a form can't follow a finding's depths,
 * and a process keeps no copy of it. What the record lacks fails the task, so that nobody decides over a dash.
 */
@Component
class TaskView implements TaskListener {

    private static final String NO_PLAN = "(no plan was made)";

    private final ReportedIncident incidents;
    private final CurrentPlan plan;
    private final Evidence evidence;
    private final CheckRows checks;
    private final RoundFindings found;

    TaskView(ReportedIncident incidents, CurrentPlan plan, Evidence evidence, CheckRows checks, RoundFindings found) {
        this.found = found;
        this.evidence = evidence;
        this.checks = checks;
        this.incidents = incidents;
        this.plan = plan;
    }

    @Override
    public void notify(DelegateTask task) {
        Incident incident = incidents.of(task.getExecution()); // A task of another instance is put before nobody.
        switch (task.getTaskDefinitionKey()) {
            case "fence-by-hand" ->
                TROUBLES.setLocal(
                        task,
                        FormRows.lines(found.of(task, incident, "fence", FenceResult.class)
                                .map(FenceResult::stillWriting)
                                .orElse(List.of("The playbook did not look: the step was done by hand."))));
            case "confirm-loss" -> confirmLoss(task, incident);
            case "choose-strategy" -> chooseStrategy(task, incident);
            case "approve-recovery" -> approveRecovery(task, incident);
            case "confirm-validation" -> {
                DATA_CHECKS.setLocal(task, checks.ofTheData(task, incident));
                APPLICATION_CHECKS.setLocal(task, checks.ofTheApplication(task, incident));
            }
            case "handle-failed-step" -> {
                if (STEP_TITLE.find(task).isEmpty()) {
                    STEP_TITLE.setLocal(task, Figures.spoken(STEP.find(task).orElse("step")));
                }
            }
            case "resume-trouble" ->
                TROUBLES.setLocal(
                        task,
                        FormRows.lines(found.of(task, incident, "watchResumed", WatchResumedResult.class)
                                .map(WatchResumedResult::troubles)
                                .orElse(List.of("The playbook did not look: the step was done by hand."))));
            default -> {}
        }
    }

    private void confirmLoss(DelegateTask task, Incident incident) {
        Optional<RowCounts> counted = evidence.find(incident, RowCounts.class);
        SuspectRows suspects = new SuspectRows(
                Decisions.search(evidence, incident),
                counted.orElse(null),
                evidence.find(incident, SchemaFingerprint.class).orElse(null));
        SUSPECTS.setLocal(task, suspects.rows());
        SUSPECT_CHOICES.setLocal(task, suspects.choices());
        SUSPECT_LIST.setLocal(task, suspects.each());
        SEARCH_REMARKS.setLocal(task, suspects.seen());
        PIN_REMARKS.setLocal(
                task,
                FormRows.pinRemarks(evidence.find(incident, PinResult.class).orElse(null)));
        TABLE_COUNTS.setLocal(task, counted.map(FormRows::tableCounts).orElse(List.of()));
        COUNTED_AT.setLocal(
                task, counted.map(RowCounts::measuredAt).map(FormRows::second).orElse(FormRows.NOTHING));
        BASELINE_AT.setLocal(
                task, counted.map(RowCounts::baselineAt).map(FormRows::second).orElse(FormRows.NOTHING));
    }

    private void chooseStrategy(DelegateTask task, Incident incident) {
        Optional<Culprit> culprit = evidence.find(incident, Culprit.class);
        Optional<Culprit> nobody = culprit.filter(one -> !one.named());
        STOP_KIND.setLocal(task, nobody.isPresent() ? "time" : "transaction");
        STOP_VALUE.setLocal(
                task,
                nobody.map(one -> one.committedAt().toString())
                        .or(() -> culprit.map(one -> Long.toString(one.xid())))
                        .orElseGet(() -> CULPRIT_XID.find(task).orElse("")));
        rowWishes(task, incident);
        STRATEGY_OPTIONS.setLocal(
                task,
                StrategyRows.of(
                        STRATEGIES.find(task).map(TaskView::tree).orElse(MissingNode.getInstance()),
                        evidence.find(incident, StrategyOptions.class)
                                .orElseGet(() -> new StrategyOptions(List.of()))));
    }

    /** Rows only of the plan that is approved: the one whose hash stands on the form, and of the way that was chosen. */
    private void approveRecovery(DelegateTask task, Incident incident) {
        String hash = shown(incident);
        boolean server =
                STRATEGY.find(task).filter(RecoveryPlan.POINT_IN_TIME::equals).isPresent();
        Optional<RecoveryPlan> rows = server ? Optional.empty() : planned(incident, RecoveryPlan.class, hash);
        Optional<CutOverPlan> cutOver = server ? planned(incident, CutOverPlan.class, hash) : Optional.empty();
        PLAN_HASH.setLocal(task, hash);
        PLAN_SERVER.setLocal(
                task,
                rows.map(RecoveryPlan::systemIdentifier)
                        .or(() -> cutOver.map(CutOverPlan::systemIdentifier))
                        .orElse(NO_PLAN));
        PLAN_DATABASE.setLocal(
                task,
                rows.map(RecoveryPlan::database)
                        .or(() -> cutOver.map(CutOverPlan::database))
                        .orElse(NO_PLAN));
        rows.ifPresent(plan -> FORMER_ROW_PLAN.setLocal(
                task,
                Map.of(
                        "systemIdentifier", plan.systemIdentifier(),
                        "database", plan.database(),
                        "xid", plan.xid())));
        cutOver.ifPresent(plan -> FORMER_SERVER_PLAN.setLocal(
                task, Map.of("systemIdentifier", plan.systemIdentifier(), "dataDirectory", plan.dataDirectory())));
        PLAN_XID.setLocal(task, rows.map(plan -> Long.toString(plan.xid())).orElse(NO_PLAN));
        PLAN_DIRECTORY.setLocal(task, cutOver.map(CutOverPlan::dataDirectory).orElse(NO_PLAN));
        PLAN_WISHES.setLocal(
                task,
                rows.map(plan -> RowWishes.words(
                                plan, STRATEGY_CHOSEN_BY.find(task).orElse("the DBA")))
                        .orElse(""));
        PLAN_TABLES.setLocal(task, rows.map(PlanRows::tables).orElse(List.of()));
        PLAN_LEFT_ALONE.setLocal(task, rows.map(PlanRows::leftAlone).orElse(List.of()));
        PLAN_WARNINGS.setLocal(
                task,
                FormRows.lines(rows.map(RecoveryPlan::warnings)
                        .or(() -> cutOver.map(CutOverPlan::warnings))
                        .orElse(List.of())));
        if (server) {
            CUT_OVER_STOP.setLocal(
                    task, cutOver.map(plan -> CutOverRows.stop(plan.stop())).orElse(NO_PLAN));
            CUT_OVER_LOSS.setLocal(task, cutOver.map(CutOverRows::summary).orElse("not counted: " + NO_PLAN));
            LOST_ROWS.setLocal(task, cutOver.map(CutOverRows::rows).orElse(List.of()));
        }
    }

    /** @throws HintedException when the record's newest plan is not the one that would be approved */
    private <T> Optional<T> planned(Incident incident, Class<T> type, String hash) {
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        T newest = evidence.get(incident, type);
        String its = newest instanceof RecoveryPlan rows ? rows.hash() : ((CutOverPlan) newest).hash();
        if (!its.equals(hash)) {
            throw new HintedException(
                    "the newest " + type.getSimpleName() + " of " + incident.key() + " is " + its
                            + ", the plan to approve is " + hash,
                    "try the step again: the plan is made anew.");
        }
        return Optional.of(newest);
    }

    /** What the newest plan left as it is, and what was wished for it, so that the next choice can begin there. */
    private void rowWishes(DelegateTask task, Incident incident) {
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
        PLAN_LEFT_ALONE.setLocal(task, last.map(PlanRows::leftAlone).orElse(List.of()));
    }

    /** Empty when there is no plan, as after a plan that failed and was called done: then it can only be rejected. */
    private String shown(Incident incident) {
        try {
            return plan.hash(incident);
        } catch (HintedException noPlan) {
            return "";
        }
    }

    private static JsonNode tree(Object json) {
        return Json.read(json.toString(), JsonNode.class);
    }
}
