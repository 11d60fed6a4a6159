package playbook.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/** Puts what was refused over the engine's interface on the record of the incident that it was meant for. */
@Component
public class InterfaceRefusals {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceRefusals.class);
    /** Of a refusal that was at no task. */
    static final String STEP = "interface";

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final ManagementService jobs;
    private final IdentityService identities;
    private final IncidentNumbers numbers;
    private final People people;
    private final Evidence evidence;

    InterfaceRefusals(
            RuntimeService runtime,
            TaskService tasks,
            ManagementService jobs,
            IdentityService identities,
            IncidentNumbers numbers,
            People people,
            Evidence evidence) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.jobs = jobs;
        this.identities = identities;
        this.numbers = numbers;
        this.people = people;
        this.evidence = evidence;
    }

    /**
     * Records the refusal; one that was meant for no incident is only in the log.
     *
     * @param route the engine's template of the path
     * @param parameters of the path, by their names in the template
     * @param body read only when the path names no incident
     */
    public void record(
            String route, Map<String, List<String>> parameters, Supplier<String> body, HintedException refusal) {
        String who = people.name();
        Authentication asker = identities.getCurrentAuthentication();
        try {
            // Who may not read the task shall be on its record all the same.
            identities.clearAuthentication();
            Optional<Meant> meant = ofPath(route, parameters).or(() -> ofBody(body.get()));
            meant.ifPresentOrElse(
                    of -> evidence.refused(
                            numbers.named(of.incident()), of.step(), who, String.valueOf(refusal.getMessage())),
                    () -> LOG.warn("refused: {}", refusal.getMessage()));
        } catch (RuntimeException notRecorded) {
            LOG.error("a refusal is not on record: {}", refusal.getMessage(), notRecorded);
        } finally {
            if (asker != null) {
                identities.setAuthentication(asker);
            }
        }
    }

    private record Meant(String incident, String step) {}

    private Optional<Meant> ofPath(String route, Map<String, List<String>> parameters) {
        String id =
                parameters.getOrDefault("id", List.of("")).stream().findFirst().orElse("");
        String[] parts = route.split("/", -1);
        return id.isEmpty() || parts.length < 2 ? Optional.empty() : of(parts[1], id);
    }

    private Optional<Meant> ofBody(String text) {
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

    private Optional<Meant> known(String key) {
        try {
            return Optional.of(new Meant(numbers.named(key).key(), STEP));
        } catch (HintedException noIncident) {
            return Optional.empty();
        }
    }

    private Optional<Meant> of(String kind, String id) {
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

    private Optional<Meant> ofTask(Task task) {
        return ofInstance(task.getProcessInstanceId(), task.getTaskDefinitionKey());
    }

    private Optional<Meant> ofInstance(@Nullable String id, String step) {
        return Optional.ofNullable(id)
                .map(instance -> runtime.createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .singleResult())
                .map(ProcessInstance::getBusinessKey)
                .map(key -> new Meant(key, step));
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
