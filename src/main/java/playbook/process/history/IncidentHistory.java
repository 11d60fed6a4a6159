package playbook.process.history;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricIdentityLinkLog;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.jspecify.annotations.Nullable;

/** One incident as the engine's history tells it: where it stands, its steps and tasks, what people did, what failed. */
final class IncidentHistory {

    private final HistoryService history;
    private final HistoryRows rows;
    private final IncidentSteps steps;

    IncidentHistory(HistoryService history, HistoricProcessInstance root) {
        this.history = history;
        this.rows = new HistoryRows(history, root);
        this.steps = new IncidentSteps(rows);
    }

    String key() {
        return rows.root().getBusinessKey();
    }

    Instant startedAt() {
        return rows.root().getStartTime().toInstant();
    }

    @Nullable
    Instant endedAt() {
        return instant(rows.root().getEndTime());
    }

    String starter() {
        return Objects.requireNonNullElse(rows.root().getStartUserId(), "unknown");
    }

    String state() {
        if (rows.root().getEndTime() == null) {
            return HistoricProcessInstance.STATE_SUSPENDED.equals(rows.root().getState()) ? "suspended" : "running";
        }
        if (!HistoricProcessInstance.STATE_COMPLETED.equals(rows.root().getState())) {
            return "cancelled";
        }
        return rows.activities().stream()
                .filter(activity ->
                        activity.getProcessInstanceId().equals(rows.root().getId()))
                .filter(activity ->
                        activity.getActivityType().toLowerCase(Locale.ROOT).endsWith("endevent"))
                .max(Comparator.comparing(HistoricActivityInstance::getEndTime))
                .map(HistoricActivityInstance::getActivityId)
                .orElse("ended");
    }

    /** Title of the response's page where the token is, or of the last one. */
    String phase() {
        return steps.phase();
    }

    List<IncidentStory.Step> steps() {
        return steps.all();
    }

    Optional<String> text(String variable) {
        return rows.text(variable);
    }

    /** Tasks of everybody: who is waited for is no secret to those who may read the history. */
    List<IncidentStory.OpenTask> openTasks() {
        return rows.tasks().stream()
                .filter(task -> task.getEndTime() == null)
                .sorted(Comparator.comparing(HistoricTaskInstance::getStartTime))
                .map(task -> new IncidentStory.OpenTask(
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

    List<IncidentStory.Deed> deeds() {
        Map<String, String> names = new HashMap<>();
        rows.tasks().forEach(task -> names.put(task.getId(), Objects.requireNonNullElse(task.getName(), "")));
        // One operation leaves a row for each property it touched; the first one tells it.
        Map<String, UserOperationLogEntry> operations = new LinkedHashMap<>();
        rows.instances().keySet().stream()
                .flatMap(id -> history.createUserOperationLogQuery().processInstanceId(id).list().stream())
                .filter(entry -> entry.getUserId() != null)
                .sorted(Comparator.comparing(UserOperationLogEntry::getTimestamp))
                .forEach(entry -> operations.putIfAbsent(entry.getOperationId(), entry));
        return operations.values().stream()
                .map(entry -> new IncidentStory.Deed(
                        entry.getTimestamp().toInstant(),
                        entry.getUserId(),
                        entry.getOperationType() + " " + entry.getEntityType(),
                        entry.getTaskId() == null ? null : names.get(entry.getTaskId())))
                .toList();
    }

    List<IncidentStory.Trouble> troubles() {
        Map<String, String> titles = rows.activities().stream()
                .collect(Collectors.toMap(
                        HistoricActivityInstance::getActivityId, IncidentSteps::title, (one, same) -> one));
        Set<String> seen = new HashSet<>();
        return history.createHistoricIncidentQuery().open().list().stream()
                .filter(incident -> rows.instances().containsKey(incident.getProcessInstanceId()))
                .filter(incident -> incident.getId().equals(incident.getRootCauseIncidentId()))
                .filter(incident -> seen.add(incident.getId()))
                .map(incident -> new IncidentStory.Trouble(
                        incident.getActivityId(),
                        titles.getOrDefault(incident.getActivityId(), incident.getActivityId()),
                        Objects.requireNonNullElse(incident.getIncidentMessage(), ""),
                        incident.getCreateTime().toInstant()))
                .toList();
    }

    static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
