package playbook.process.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.process.incident.IncidentNumbers;

/** Finds the incident, and the task, that a request to the engine's interface is meant for. */
@Component
class RequestPlaces {

    /** In place of a task's id, when a request is meant for no task. */
    static final String STEP = "interface";

    /** @param incident its key */
    record Place(String incident, String step) {}

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService jobs;
    private final IncidentNumbers numbers;

    RequestPlaces(RuntimeService runtime, TaskService tasks, ManagementService jobs, IncidentNumbers numbers) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.jobs = jobs;
        this.numbers = numbers;
    }

    /**
     * @param route the engine's template of the path, {@code /task/{id}/complete}
     * @param parameters of the path, by their names in the template
     */
    Optional<Place> ofPath(String route, Map<String, List<String>> parameters) {
        String id =
                parameters.getOrDefault("id", List.of("")).stream().findFirst().orElse("");
        String[] parts = route.split("/", -1);
        return id.isEmpty() || parts.length < 2 ? Optional.empty() : of(parts[1], id);
    }

    Optional<Place> ofBody(String text) {
        JsonNode body = tree(text);
        return Stream.of(
                        each(body, "businessKey").flatMap(key -> known(key).stream()),
                        each(body, "taskId").flatMap(id -> of("task", id).stream()),
                        each(body, "executionId").flatMap(id -> of("execution", id).stream()),
                        each(body, "jobIds").flatMap(id -> of("job", id).stream()),
                        each(body, "processInstanceId").flatMap(id -> of("process-instance", id).stream()),
                        each(body, "processInstanceIds").flatMap(id -> of("process-instance", id).stream()))
                .flatMap(found -> found)
                .findFirst();
    }

    private Optional<Place> known(String key) {
        try {
            return Optional.of(new Place(numbers.named(key).key(), STEP));
        } catch (HintedException noIncident) {
            return Optional.empty();
        }
    }

    private Optional<Place> of(String kind, String id) {
        return switch (kind) {
            case "task" ->
                Optional.ofNullable(tasks.createTaskQuery().taskId(id).singleResult())
                        .flatMap(this::ofTask);
            case "process-instance" -> ofInstance(id, STEP);
            case "execution" ->
                Optional.ofNullable(
                                runtime.createExecutionQuery().executionId(id).singleResult())
                        .flatMap(execution -> ofInstance(execution.getProcessInstanceId(), STEP));
            case "job" ->
                Optional.ofNullable(jobs.createJobQuery().jobId(id).singleResult())
                        .map(Job::getProcessInstanceId)
                        .flatMap(instance -> ofInstance(instance, STEP));
            case "incident" ->
                Optional.ofNullable(runtime.createIncidentQuery().incidentId(id).singleResult())
                        .flatMap(incident -> ofInstance(incident.getProcessInstanceId(), STEP));
            default -> Optional.empty();
        };
    }

    private Optional<Place> ofTask(Task task) {
        return ofInstance(task.getProcessInstanceId(), task.getTaskDefinitionKey());
    }

    private Optional<Place> ofInstance(@Nullable String id, String step) {
        return Optional.ofNullable(id)
                .map(instance -> runtime.createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .singleResult())
                .map(ProcessInstance::getBusinessKey)
                .map(key -> new Place(key, step));
    }

    private static Stream<String> each(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false).limit(5).map(JsonNode::asText)
                : value.isTextual() ? Stream.of(value.asText()) : Stream.empty();
    }

    private static JsonNode tree(String text) {
        try {
            return Json.read(text.isBlank() ? "{}" : text, JsonNode.class);
        } catch (RuntimeException noJson) {
            return Json.read("{}", JsonNode.class);
        }
    }
}
