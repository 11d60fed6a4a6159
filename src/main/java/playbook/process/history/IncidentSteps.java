package playbook.process.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import playbook.process.engine.ModelNames;

/** The steps of one incident as people see them, from the engine's activities. */
final class IncidentSteps {

    /**
     * By their start; of two steps of one millisecond the one that has ended comes before the one that is still open.
     */
    private static final Comparator<HistoricActivityInstance> IN_ORDER = Comparator.comparing(
                    HistoricActivityInstance::getStartTime)
            .thenComparing(HistoricActivityInstance::getEndTime, Comparator.nullsLast(Comparator.naturalOrder()));

    private static final Set<String> OPERATION_PROCESS = Set.of(ModelNames.RUN_OPERATION);
    private static final Set<String> STEP_TYPES =
            Set.of("serviceTask", "businessRuleTask", "userTask", "callActivity", "receiveTask");

    private final HistoryRows rows;

    IncidentSteps(HistoryRows rows) {
        this.rows = rows;
    }

    /** Title of the response's page where the token is, or of the last one. */
    String phase() {
        return rows.activities().stream()
                .filter(activity ->
                        activity.getProcessInstanceId().equals(rows.root().getId()))
                .filter(activity -> STEP_TYPES.contains(activity.getActivityType()))
                .max(Comparator.comparing((HistoricActivityInstance activity) -> activity.getEndTime() == null)
                        .thenComparing(HistoricActivityInstance::getStartTime))
                .map(IncidentSteps::title)
                .orElse("");
    }

    List<IncidentStory.Step> all() {
        Map<String, HistoricActivityInstance> callers = callers();
        Map<String, String> newest = new HashMap<>();
        rows.activities().stream()
                .filter(this::isStep)
                .sorted(IN_ORDER)
                .forEach(activity -> newest.put(activity.getActivityId(), activity.getId()));
        return rows.activities().stream()
                .filter(this::isStep)
                // Steps of one millisecond stay in the order of occurrence: the sort is stable.
                .sorted(IN_ORDER)
                .map(activity -> new IncidentStory.Step(
                        activity.getActivityId(),
                        title(activity),
                        phaseOf(activity, callers),
                        activity.getStartTime().toInstant(),
                        IncidentHistory.instant(activity.getEndTime()),
                        outcome(activity, activity.getId().equals(newest.get(activity.getActivityId())))))
                .toList();
    }

    /**
     * Whether people see the activity as a step: a gateway is none, nor is a phase as such, nor what happens inside an
     * operation but for its task.
     */
    private boolean isStep(HistoricActivityInstance activity) {
        if (!STEP_TYPES.contains(activity.getActivityType())) {
            return false;
        }
        if (OPERATION_PROCESS.contains(activity.getProcessDefinitionKey())) {
            return activity.getActivityType().equals("userTask");
        }
        if (!activity.getActivityType().equals("callActivity") || activity.getCalledProcessInstanceId() == null) {
            return true;
        }
        HistoricProcessInstance called = rows.instances().get(activity.getCalledProcessInstanceId());
        return called == null || OPERATION_PROCESS.contains(called.getProcessDefinitionKey());
    }

    private Map<String, HistoricActivityInstance> callers() {
        return rows.activities().stream()
                .filter(activity -> activity.getCalledProcessInstanceId() != null)
                .collect(Collectors.toMap(
                        HistoricActivityInstance::getCalledProcessInstanceId, Function.identity(), (one, same) -> one));
    }

    private String phaseOf(HistoricActivityInstance activity, Map<String, HistoricActivityInstance> callers) {
        HistoricActivityInstance place = activity;
        while (!place.getProcessInstanceId().equals(rows.root().getId())) {
            HistoricActivityInstance caller = callers.get(place.getProcessInstanceId());
            if (caller == null) {
                HistoricProcessInstance alone = rows.instances().get(place.getProcessInstanceId());
                return alone == null ? "" : Objects.requireNonNullElse(alone.getProcessDefinitionName(), "");
            }
            place = caller;
        }
        return place == activity ? "" : title(place);
    }

    private String outcome(HistoricActivityInstance activity, boolean newest) {
        if (activity.getEndTime() == null) {
            return activity.getActivityType().equals("userTask") ? "waiting" : "running";
        }
        if (activity.isCanceled()) {
            return "cancelled";
        }
        return newest ? rows.text(activity.getActivityId() + "Outcome").orElse("done") : "done";
    }

    static String title(HistoricActivityInstance activity) {
        return Objects.requireNonNullElse(activity.getActivityName(), activity.getActivityId());
    }
}
