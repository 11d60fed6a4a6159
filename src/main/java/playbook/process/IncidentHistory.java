package playbook.process;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricIdentityLinkLog;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.jspecify.annotations.Nullable;

/** One incident's rows in the engine's history, over the response and everything it called. */
class IncidentHistory {

    /** Two steps of one millisecond: what has ended came before what is still open. */
    private static final Comparator<HistoricActivityInstance> IN_ORDER = Comparator.comparing(
                    HistoricActivityInstance::getStartTime)
            .thenComparing(HistoricActivityInstance::getEndTime, Comparator.nullsLast(Comparator.naturalOrder()));

    private static final Set<String> OPERATION_PROCESS = Set.of("run-operation");
    private static final Set<String> STEP_TYPES =
            Set.of("serviceTask", "businessRuleTask", "userTask", "callActivity", "receiveTask");

    private final HistoryService history;
    private final HistoricProcessInstance root;
    private final Map<String, HistoricProcessInstance> instances;
    private @Nullable List<HistoricActivityInstance> activities;
    private @Nullable List<HistoricTaskInstance> tasks;
    private @Nullable Map<String, String> texts;

    IncidentHistory(HistoryService history, HistoricProcessInstance root) {
        this.history = history;
        this.root = root;
        this.instances = Stream.concat(
                        history
                                .createHistoricProcessInstanceQuery()
                                .processInstanceBusinessKey(root.getBusinessKey())
                                .list()
                                .stream(),
                        history
                                .createHistoricProcessInstanceQuery()
                                .rootProcessInstanceId(root.getId())
                                .list()
                                .stream())
                .collect(Collectors.toMap(HistoricProcessInstance::getId, Function.identity(), (one, same) -> one));
    }

    String key() {
        return root.getBusinessKey();
    }

    Instant startedAt() {
        return root.getStartTime().toInstant();
    }

    @Nullable
    Instant endedAt() {
        return instant(root.getEndTime());
    }

    String starter() {
        return Objects.requireNonNullElse(root.getStartUserId(), "unknown");
    }

    String state() {
        if (root.getEndTime() == null) {
            return HistoricProcessInstance.STATE_SUSPENDED.equals(root.getState()) ? "suspended" : "running";
        }
        if (!HistoricProcessInstance.STATE_COMPLETED.equals(root.getState())) {
            return "cancelled";
        }
        return activities().stream()
                .filter(activity -> activity.getProcessInstanceId().equals(root.getId()))
                .filter(activity -> activity.getActivityType()
                        .toLowerCase(java.util.Locale.ROOT)
                        .endsWith("endevent"))
                .max(Comparator.comparing(HistoricActivityInstance::getEndTime))
                .map(HistoricActivityInstance::getActivityId)
                .orElse("ended");
    }

    /** Title of the response's page where the token is, or of the last one. */
    String phase() {
        return activities().stream()
                .filter(activity -> activity.getProcessInstanceId().equals(root.getId()))
                .filter(activity -> STEP_TYPES.contains(activity.getActivityType()))
                .max(Comparator.comparing((HistoricActivityInstance activity) -> activity.getEndTime() == null)
                        .thenComparing(HistoricActivityInstance::getStartTime))
                .map(IncidentHistory::title)
                .orElse("");
    }

    List<Incidents.Step> steps() {
        Map<String, HistoricActivityInstance> callers = callers();
        Map<String, String> outcomes = new HashMap<>();
        activities().stream()
                .filter(activity -> isStep(activity))
                .sorted(IN_ORDER)
                .forEach(activity -> outcomes.put(activity.getActivityId(), activity.getId()));
        return activities().stream()
                .filter(this::isStep)
                // Steps of one millisecond stay in the order of occurrence: the sort is stable.
                .sorted(IN_ORDER)
                .map(activity -> new Incidents.Step(
                        activity.getActivityId(),
                        title(activity),
                        phaseOf(activity, callers),
                        activity.getStartTime().toInstant(),
                        instant(activity.getEndTime()),
                        outcome(activity, activity.getId().equals(outcomes.get(activity.getActivityId())))))
                .toList();
    }

    /** Tasks of everybody: who is waited for is no secret to those who may read the history. */
    List<Incidents.OpenTask> openTasks() {
        return tasks().stream()
                .filter(task -> task.getEndTime() == null)
                .sorted(Comparator.comparing(HistoricTaskInstance::getStartTime))
                .map(task -> new Incidents.OpenTask(
                        task.getId(),
                        task.getTaskDefinitionKey(),
                        Objects.requireNonNullElse(task.getName(), task.getTaskDefinitionKey()),
                        groups(task),
                        task.getAssignee(),
                        instant(task.getDueDate()),
                        task.getStartTime().toInstant()))
                .toList();
    }

    private List<String> groups(HistoricTaskInstance task) {
        return history.createHistoricIdentityLinkLogQuery().taskId(task.getId()).type("candidate").list().stream()
                .map(HistoricIdentityLinkLog::getGroupId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    List<Incidents.Deed> deeds() {
        Map<String, String> names = new HashMap<>();
        tasks().forEach(task -> names.put(task.getId(), Objects.requireNonNullElse(task.getName(), "")));
        // One operation leaves a row for each property it touched; the first one tells it.
        Map<String, UserOperationLogEntry> operations = new LinkedHashMap<>();
        instances.keySet().stream()
                .flatMap(id -> history.createUserOperationLogQuery().processInstanceId(id).list().stream())
                .filter(entry -> entry.getUserId() != null)
                .sorted(Comparator.comparing(UserOperationLogEntry::getTimestamp))
                .forEach(entry -> operations.putIfAbsent(entry.getOperationId(), entry));
        return operations.values().stream()
                .map(entry -> new Incidents.Deed(
                        entry.getTimestamp().toInstant(),
                        entry.getUserId(),
                        entry.getOperationType() + " " + entry.getEntityType(),
                        entry.getTaskId() == null ? null : names.get(entry.getTaskId())))
                .toList();
    }

    List<Incidents.Trouble> troubles() {
        Map<String, String> titles = activities().stream()
                .collect(Collectors.toMap(
                        HistoricActivityInstance::getActivityId, IncidentHistory::title, (one, same) -> one));
        Set<String> seen = new HashSet<>();
        return history.createHistoricIncidentQuery().open().list().stream()
                .filter(incident -> instances.containsKey(incident.getProcessInstanceId()))
                .filter(incident -> incident.getId().equals(incident.getRootCauseIncidentId()))
                .filter(incident -> seen.add(incident.getId()))
                .map(incident -> new Incidents.Trouble(
                        incident.getActivityId(),
                        titles.getOrDefault(incident.getActivityId(), incident.getActivityId()),
                        Objects.requireNonNullElse(incident.getIncidentMessage(), ""),
                        incident.getCreateTime().toInstant()))
                .toList();
    }

    Optional<String> text(String variable) {
        Map<String, String> known = texts;
        if (known == null) {
            Map<String, String> read = new HashMap<>();
            history
                    .createHistoricVariableInstanceQuery()
                    .processInstanceIdIn(instances.keySet().toArray(String[]::new))
                    .disableBinaryFetching()
                    .disableCustomObjectDeserialization()
                    .list()
                    .stream()
                    .filter(found -> "string".equals(found.getTypeName()) && found.getValue() != null)
                    // The response's own value wins over those of what it called.
                    .sorted(Comparator.comparing(found -> root.getId().equals(found.getProcessInstanceId())))
                    .forEach(found -> read.put(found.getName(), (String) found.getValue()));
            known = read;
            texts = read;
        }
        return Optional.ofNullable(known.get(variable));
    }

    /** Of all instances, open and done. */
    private List<HistoricTaskInstance> tasks() {
        List<HistoricTaskInstance> known = tasks;
        if (known == null) {
            known = instances.values().stream()
                    .map(HistoricProcessInstance::getRootProcessInstanceId)
                    .distinct()
                    .flatMap(tree ->
                            history.createHistoricTaskInstanceQuery().rootProcessInstanceId(tree).list().stream())
                    .filter(task -> instances.containsKey(task.getProcessInstanceId()))
                    .toList();
            tasks = known;
        }
        return known;
    }

    private List<HistoricActivityInstance> activities() {
        List<HistoricActivityInstance> known = activities;
        if (known == null) {
            known = instances.keySet().stream()
                    .flatMap(id -> history
                            .createHistoricActivityInstanceQuery()
                            .processInstanceId(id)
                            .orderPartiallyByOccurrence()
                            .asc()
                            .list()
                            .stream())
                    .toList();
            activities = known;
        }
        return known;
    }

    /** What happened, seen by people: no gateways, no phases as such, and no inside of an operation but its task. */
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
        HistoricProcessInstance called = instances.get(activity.getCalledProcessInstanceId());
        return called == null || OPERATION_PROCESS.contains(called.getProcessDefinitionKey());
    }

    private Map<String, HistoricActivityInstance> callers() {
        return activities().stream()
                .filter(activity -> activity.getCalledProcessInstanceId() != null)
                .collect(Collectors.toMap(
                        HistoricActivityInstance::getCalledProcessInstanceId, Function.identity(), (one, same) -> one));
    }

    private String phaseOf(HistoricActivityInstance activity, Map<String, HistoricActivityInstance> callers) {
        HistoricActivityInstance place = activity;
        while (!place.getProcessInstanceId().equals(root.getId())) {
            HistoricActivityInstance caller = callers.get(place.getProcessInstanceId());
            if (caller == null) {
                HistoricProcessInstance alone = instances.get(place.getProcessInstanceId());
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
        return newest ? text(activity.getActivityId() + "Outcome").orElse("done") : "done";
    }

    private static String title(HistoricActivityInstance activity) {
        return Objects.requireNonNullElse(activity.getActivityName(), activity.getActivityId());
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
