package playbook.process.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.repository.Resource;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.stereotype.Component;
import playbook.incident.HintedException;
import playbook.operation.LongStep;

/** Finds at the start of the program what an incident would otherwise find: a form, a bean, a long step that is not there. */
@Component
class ModelCheck {

    private final RepositoryService repository;
    private final ListableBeanFactory beans;

    ModelCheck(RepositoryService repository, ListableBeanFactory beans) {
        this.repository = repository;
        this.beans = beans;
    }

    void everythingResolves(String deployment) {
        Set<String> forms = repository.getDeploymentResources(deployment).stream()
                .map(Resource::getName)
                .collect(Collectors.toSet());
        Set<String> longSteps = beans.getBeansOfType(LongStep.class).values().stream()
                .map(LongStep<?>::name)
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (ProcessDefinition definition : repository
                .createProcessDefinitionQuery()
                .deploymentId(deployment)
                .list()) {
            BpmnModelInstance model = repository.getBpmnModelInstance(definition.getId());
            for (UserTask task : model.getModelElementsByType(UserTask.class)) {
                form(definition, task.getId(), task.getCamundaFormRef(), forms, missing);
            }
            for (StartEvent start : model.getModelElementsByType(StartEvent.class)) {
                if (start.getCamundaFormRef() != null) {
                    form(definition, start.getId(), start.getCamundaFormRef(), forms, missing);
                }
            }
            for (ServiceTask task : model.getModelElementsByType(ServiceTask.class)) {
                String bean = task.getId() + "Delegate";
                if (!beans.containsBean(bean)) {
                    missing.add(definition.getKey() + "/" + task.getId() + ": bean " + bean);
                }
            }
            for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
                if (ModelNames.RUN_OPERATION.equals(call.getCalledElement()) && !longSteps.contains(call.getId())) {
                    missing.add(definition.getKey() + "/" + call.getId() + ": long step " + call.getId());
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "the models ask for what this program does not have:\n  " + String.join("\n  ", missing),
                    "models and program are of different versions, or a step is not a bean; build the program again.");
        }
    }

    private static void form(
            ProcessDefinition definition,
            String element,
            @Nullable String form,
            Set<String> forms,
            List<String> missing) {
        if (!forms.contains("forms/" + form + ".form")) {
            missing.add(definition.getKey() + "/" + element + ": form " + form);
        }
    }
}
