package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import playbook.operation.OperationEndings;

/** Walks the models: jobs run when the test says so, people answer by their logins. */
@SpringBootTest(
        classes = ProcessTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "playbook.home=target/process-test",
            "spring.datasource.url=jdbc:h2:mem:process;DB_CLOSE_DELAY=-1",
            "spring.flyway.enabled=false",
            "spring.main.banner-mode=off",
            "camunda.bpm.job-execution.enabled=false",
            "camunda.bpm.auto-deployment-enabled=false",
            "camunda.bpm.history-level=full",
            "camunda.bpm.default-serialization-format=application/json",
            "camunda.bpm.generic-properties.properties.history-time-to-live=P3650D",
            "camunda.bpm.authorization.enabled=false",
            // Each step that fails, as most tests have one, would be told in 120 lines.
            "logging.level.org.camunda.bpm.engine.context=off"
        })
public abstract class ProcessTest {

    static final String RESPONSE = "data-loss-response";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    protected RuntimeService runtime;

    @Autowired
    protected TaskService tasks;

    @Autowired
    protected FormService forms;

    @Autowired
    protected ManagementService management;

    @Autowired
    protected HistoryService history;

    @Autowired
    protected IdentityService identities;

    @Autowired
    protected RepositoryService repository;

    @Autowired
    protected OperationEndings endings;

    @Autowired
    protected ProcessTestConfiguration.World world;

    @BeforeEach
    void freshWorld() {
        world.reset();
        BpmnAwareTests.init(engine);
    }

    @AfterEach
    void nothingIsLeft() {
        identities.clearAuthentication();
        ClockUtil.reset();
        runtime.createProcessInstanceQuery()
                .rootProcessInstances()
                .list()
                .forEach(instance -> runtime.deleteProcessInstanceIfExists(
                        instance.getId(), "the test is over", false, false, false, false));
    }

    protected ProcessInstance report() {
        return report(Map.of());
    }

    protected ProcessInstance report(Map<String, Object> otherwise) {
        Map<String, Object> form = new HashMap<>(Map.of(
                "target", "noa",
                "description", "accounts are missing",
                "tables", "public.accounts",
                "noticedAt", "2026-11-22T14:31:00Z",
                "customerData", true,
                "confirmed", true));
        form.putAll(otherwise);
        identities.setAuthentication("olga", List.of("operators"));
        try {
            return forms.submitStartForm(model(), form);
        } finally {
            identities.clearAuthentication();
        }
    }

    /** With which the next response begins. */
    protected String model() {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(RESPONSE)
                .latestVersion()
                .singleResult()
                .getId();
    }

    /** Runs everything that needs no person: jobs that are due, and the ends of operations; timers wait. */
    protected void runOn() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Job job : management
                    .createJobQuery()
                    .messages()
                    .withRetriesLeft()
                    .active()
                    .list()) {
                moved = true;
                try {
                    management.executeJob(job.getId());
                } catch (RuntimeException failedOnce) {
                    // The engine has counted it; the next round tries again until no tries are left.
                }
            }
            for (String name : new ArrayList<>(world.undelivered)) {
                if (!world.held.contains(world.operation(name).step()) && endings.delivered(world.operation(name))) {
                    world.undelivered.remove(name);
                    moved = true;
                }
            }
        }
    }

    protected Task waiting(String task) {
        Task found = tasks.createTaskQuery().taskDefinitionKey(task).singleResult();
        assertThat(found)
                .as(() -> "waits at %s; tasks now: %s, steps so far: %s, jobs: %s"
                        .formatted(
                                task,
                                open(),
                                world.ran,
                                management.createJobQuery().list().stream()
                                        .map(Job::getExceptionMessage)
                                        .toList()))
                .isNotNull();
        return found;
    }

    /** What people are asked now, by the tasks' keys in any order. */
    protected List<String> open() {
        return tasks.createTaskQuery().list().stream()
                .map(Task::getTaskDefinitionKey)
                .toList();
    }

    protected String shown(String task, String variable) {
        return String.valueOf(tasks.getVariable(waiting(task).getId(), variable));
    }

    /** What its form reads, as the engine's interface gives it to a client. */
    protected JsonNode variables(String task) {
        VariableMap variables = tasks.getVariablesTyped(waiting(task).getId(), false);
        ObjectNode read = JsonNodeFactory.instance.objectNode();
        for (String name : variables.keySet()) {
            TypedValue value = variables.getValueTyped(name);
            read.putObject(name)
                    .put("type", value instanceof SerializableValue ? "Json" : "String")
                    .putPOJO(
                            "value",
                            value instanceof SerializableValue json ? json.getValueSerialized() : value.getValue());
        }
        return read;
    }

    protected void answer(String task, String who, String group, Map<String, Object> values) {
        Task found = waiting(task);
        identities.setAuthentication(who, List.of(group));
        try {
            forms.submitTaskForm(found.getId(), values);
        } finally {
            identities.clearAuthentication();
        }
        runOn();
    }

    protected void letTimePass(String timer) {
        Job job = management.createJobQuery().timers().list().stream()
                .filter(candidate -> timer.equals(activity(candidate)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no timer " + timer));
        management.executeJob(job.getId());
        runOn();
    }

    protected String activity(Job job) {
        return management
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult()
                .getActivityId();
    }
}
