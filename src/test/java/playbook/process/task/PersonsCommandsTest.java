package playbook.process.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import playbook.process.ProcessTest;
import playbook.process.engine.NotAllowed;

/** Who has logged in moves a response by its tasks alone, in the engine's own API too. */
class PersonsCommandsTest extends ProcessTest {

    private static final List<String> EVERY_GROUP = List.of("operators", "dba", "managers", "camunda-admin");

    @Autowired
    private DecisionService decisions;

    @Autowired
    private ExternalTaskService externalTasks;

    @SuppressWarnings("NullAway.Init") // each test begins it
    private ProcessInstance response;

    private String task = "";
    private String execution = "";
    private String instance = "";

    @BeforeEach
    void anApprovalWaits() {
        response = report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        task = waiting("approve-recovery").getId();
        execution = waiting("approve-recovery").getExecutionId();
        instance = waiting("approve-recovery").getProcessInstanceId();
        world.ran.clear();
    }

    /** What is not a person's, by what it would do. */
    private Map<String, Runnable> acts() {
        String model = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("data-loss-response")
                .latestVersion()
                .singleResult()
                .getId();
        Map<String, Runnable> acts = new LinkedHashMap<>();
        acts.put("start", () -> runtime.startProcessInstanceByKey("data-loss-response", world.newest()));
        acts.put("start by id", () -> runtime.startProcessInstanceById(model, world.newest()));
        acts.put("start by message", () -> runtime.startProcessInstanceByMessage("any"));
        acts.put(
                "start in the middle",
                () -> runtime.createProcessInstanceByKey("data-loss-response")
                        .businessKey(world.newest())
                        .startBeforeActivity("giveBack")
                        .execute());
        acts.put(
                "restart",
                () -> runtime.restartProcessInstances(model)
                        .startBeforeActivity("giveBack")
                        .processInstanceIds(response.getId())
                        .execute());
        acts.put("message", () -> runtime.messageEventReceived("any", execution));
        acts.put(
                "correlation",
                () -> runtime.createMessageCorrelation("any")
                        .processInstanceBusinessKey(world.newest())
                        .correlateAllWithResult());
        acts.put("signal", () -> runtime.signalEventReceived("any"));
        acts.put(
                "condition",
                () -> runtime.createConditionEvaluation()
                        .setVariable("strategy", "other")
                        .evaluateStartConditions());
        acts.put("trigger", () -> runtime.signal(execution));
        acts.put(
                "modification",
                () -> runtime.createProcessInstanceModification(response.getId())
                        .startBeforeActivity("giveBack")
                        .execute());
        acts.put(
                "modification of many",
                () -> runtime.createModification(model)
                        .startBeforeActivity("giveBack")
                        .processInstanceIds(response.getId())
                        .execute());
        acts.put(
                "migration",
                () -> runtime.newMigration(runtime.createMigrationPlan(model, model)
                                .mapEqualActivities()
                                .build())
                        .processInstanceIds(response.getId())
                        .execute());
        acts.put("deletion", () -> runtime.deleteProcessInstance(instance, "away"));
        acts.put("deletion in a batch", () -> runtime.deleteProcessInstancesAsync(List.of(instance), "away"));
        acts.put("suspension", () -> runtime.suspendProcessInstanceById(response.getId()));
        acts.put("suspension of the model", () -> repository.suspendProcessDefinitionById(model));
        acts.put("suspension of jobs", () -> management.suspendJobByProcessInstanceId(response.getId()));
        acts.put("variable", () -> runtime.setVariable(execution, "strategy", "other"));
        acts.put("local variable", () -> runtime.setVariableLocal(execution, "strategy", "other"));
        acts.put("variable removed", () -> runtime.removeVariable(execution, "strategy"));
        acts.put("variable of the task", () -> tasks.setVariable(task, "strategy", "other"));
        acts.put("local variable of the task", () -> tasks.setVariableLocal(task, "planHash", "other"));
        acts.put("variable of the task removed", () -> tasks.removeVariableLocal(task, "planHash"));
        acts.put("error", () -> tasks.handleBpmnError(task, "stopResponse"));
        acts.put("escalation", () -> tasks.handleEscalation(task, "any"));
        acts.put("delegation", () -> tasks.delegateTask(task, "dora"));
        acts.put("resolution", () -> tasks.resolveTask(task, Map.of("strategy", "other")));
        acts.put("name", () -> {
            var changed = tasks.createTaskQuery().taskId(task).singleResult();
            changed.setName("other");
            tasks.saveTask(changed);
        });
        acts.put("new task", () -> tasks.saveTask(tasks.newTask()));
        acts.put("task deleted", () -> tasks.deleteTask(task));
        acts.put("owner", () -> tasks.setOwner(task, "dora"));
        acts.put("priority", () -> tasks.setPriority(task, 7));
        acts.put("group", () -> tasks.addCandidateGroup(task, "operators"));
        acts.put("group removed", () -> tasks.deleteCandidateGroup(task, "managers"));
        acts.put("comment", () -> tasks.createComment(task, instance, "said"));
        acts.put("incident", () -> runtime.createIncident("any", execution, "other"));
        acts.put(
                "deployment",
                () -> repository
                        .createDeployment()
                        .addModelInstance(
                                "x.bpmn",
                                Bpmn.createExecutableProcess("x")
                                        .camundaHistoryTimeToLive(1)
                                        .startEvent()
                                        .done())
                        .deploy());
        acts.put(
                "deployment deleted",
                () -> repository.deleteDeployment(
                        repository.createDeploymentQuery().list().get(0).getId(), true));
        acts.put(
                "decision",
                () -> decisions
                        .evaluateDecisionByKey("recovery-strategy")
                        .variables(Map.of())
                        .evaluate());
        acts.put(
                "external tasks",
                () -> externalTasks.fetchAndLock(1, "worker").topic("any", 1000).execute());
        acts.put("history deleted", () -> history.deleteHistoricProcessInstance(response.getId()));
        acts.put("clean-up", () -> history.cleanUpHistoryAsync(true));
        acts.put("property", () -> management.setProperty("x", "y"));
        acts.put(
                "job run",
                () -> management.createJobQuery().list().stream()
                        .findFirst()
                        .ifPresentOrElse(
                                job -> management.executeJob(job.getId()), () -> management.executeJob("none")));
        return acts;
    }

    @Test
    void nothingButTasksAndTheReportIsAPersonsWhicheverGroupSheIsIn() {
        Set<String> before = state();
        acts().forEach((what, act) -> {
            identities.setAuthentication("mia", EVERY_GROUP);
            try {
                assertThatThrownBy(act::run)
                        .as(what)
                        .isInstanceOf(NotAllowed.class)
                        .hasMessageContaining("mia may not have the engine do '")
                        .hasMessageContaining("\nHINT: answer the open task in Tasklist");
            } finally {
                identities.clearAuthentication();
            }
            assertThat(state()).as(what).isEqualTo(before);
        });
        assertThat(world.ran).isEmpty();
        System.out.println(acts().size() + " commands refused to a person");
    }

    @Test
    void aHelperProcessIsNotAPersonsToBeginByTheReportEither() {
        for (String model : List.of("recover-rows", "cut-over", "resume-service", "undo-recovery", "failed-step")) {
            String definition = repository
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(model)
                    .latestVersion()
                    .singleResult()
                    .getId();
            identities.setAuthentication("mia", EVERY_GROUP);
            try {
                assertThatThrownBy(() -> forms.submitStartForm(definition, world.newest(), Map.of()))
                        .isInstanceOf(NotAllowed.class)
                        .hasMessageContaining("'" + model + "' begins inside a response and not by a person");
            } finally {
                identities.clearAuthentication();
            }
        }
    }

    /** The same person, the same groups: the refusal is of the command and not of the person. */
    @Test
    void aPersonReadsTakesAndAnswers() {
        identities.setAuthentication("mia", EVERY_GROUP);
        try {
            assertThat(tasks.createTaskQuery().taskId(task).count()).isEqualTo(1);
            assertThat(runtime.getVariable(execution, "strategy")).isEqualTo("row-recovery");
            assertThat(history.createHistoricProcessInstanceQuery().count()).isPositive();
            tasks.complete(task, Map.of("approval", "reject"));
        } finally {
            identities.clearAuthentication();
        }
        runOn();
        waiting("choose-strategy");
    }

    private Set<String> state() {
        Set<String> state = new TreeSet<>();
        runtime.createProcessInstanceQuery()
                .list()
                .forEach(one -> state.add("instance " + one.getId() + " " + one.isSuspended()
                        + runtime.getActiveActivityIds(one.getId()).stream()
                                .sorted()
                                .collect(Collectors.joining(","))));
        tasks.createTaskQuery()
                .list()
                .forEach(one -> state.add("task " + one.getId() + " " + one.getName() + " " + one.getAssignee() + " "
                        + one.getOwner() + " " + one.getPriority() + " " + one.getDelegationState() + " "
                        + tasks.getIdentityLinksForTask(one.getId()).size()));
        runtime.createVariableInstanceQuery()
                .disableCustomObjectDeserialization()
                .list()
                .forEach(one -> state.add("variable " + one.getId() + " " + one.getName() + " "
                        + (one.getTypeName().equals("object") ? "" : one.getValue())));
        management.createJobQuery().list().forEach(one -> state.add("job " + one.getId() + " " + one.isSuspended()));
        state.add("models " + repository.createProcessDefinitionQuery().active().count() + " of "
                + repository.createDeploymentQuery().count());
        state.add("history " + history.createHistoricProcessInstanceQuery().count() + ", incidents "
                + runtime.createIncidentQuery().count());
        return state;
    }
}
