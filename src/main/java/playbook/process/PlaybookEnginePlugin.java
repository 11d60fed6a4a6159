package playbook.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.multitenancy.TenantCommandChecker;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import playbook.process.engine.PatientRetries;
import playbook.process.engine.PlainRefusals;
import playbook.process.step.FailedStepStarter;
import playbook.process.step.FailureOrders;
import playbook.process.task.CheckedForms;
import playbook.process.task.CheckedTasks;
import playbook.process.task.Door;
import playbook.process.task.PersonsCommands;
import playbook.process.task.TaskAuthorization;
import playbook.process.task.TaskRules;
import playbook.process.task.TaskView;

/** The rules of the house for every model, so that none can forget them. */
@Component
class PlaybookEnginePlugin extends AbstractProcessEnginePlugin {

    private final TaskRules rules;
    private final TaskView view;
    private final FailureOrders orders;
    private final FailedStepStarter failedSteps;
    private final TaskAuthorization authorization;
    private final Door door;

    PlaybookEnginePlugin(
            TaskRules rules,
            TaskView view,
            FailureOrders orders,
            FailedStepStarter failedSteps,
            TaskAuthorization authorization,
            Door door) {
        this.rules = rules;
        this.view = view;
        this.orders = orders;
        this.failedSteps = failedSteps;
        this.authorization = authorization;
        this.door = door;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        if (configuration instanceof SpringProcessEngineConfiguration spring) {
            spring.setDeploymentResources(new Resource[0]); // ModelDeployment does it, under stable names.
        }
        configuration.setDefaultSerializationFormat("application/json");
        configuration.setCompositeIncidentHandlersEnabled(true);
        // An error that nothing waits for would end a task without an answer, and the process as if it had been
        // answered.
        configuration.setEnableExceptionsAfterUnhandledBpmnError(true);
        configuration.setCustomIncidentHandlers(List.of(failedSteps));
        configuration.setCommandCheckers(List.of(new TenantCommandChecker(), authorization));
        configuration.setFailedJobCommandFactory(PatientRetries::new);
        configuration.setCustomPreCommandInterceptorsTxRequired(
                List.of(new PlainRefusals(), new PersonsCommands(configuration)));
        configuration.setFormService(new CheckedForms(door));
        configuration.setTaskService(new CheckedTasks(door));
        configuration.getCustomPreBPMNParseListeners().add(new EveryModel());
    }

    private final class EveryModel extends AbstractBpmnParseListener {

        @Override
        public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
            task.addTaskListener(TaskListener.EVENTNAME_CREATE, view);
            task.addTaskListener(TaskListener.EVENTNAME_ASSIGNMENT, rules);
            task.addTaskListener(TaskListener.EVENTNAME_COMPLETE, rules);
        }

        @Override
        public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            first(activity);
        }

        @Override
        public void parseExclusiveGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
            first(activity);
        }

        @Override
        public void parseParallelGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
            first(activity);
        }

        /** What fails behind a step that is over already waits here: a gateway, a task that can't be shown. */
        @Override
        public void parseSequenceFlow(Element element, ScopeImpl scope, TransitionImpl transition) {
            transition.addListener(ExecutionListener.EVENTNAME_TAKE, orders, 0);
        }

        @Override
        public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            first(activity);
        }

        /** Before the model's own listeners: one of those may be what failed, and nobody would hear the order then. */
        private void first(ActivityImpl activity) {
            activity.addListener(ExecutionListener.EVENTNAME_START, orders, 0);
        }
    }
}
