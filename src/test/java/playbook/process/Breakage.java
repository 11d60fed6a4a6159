package playbook.process;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import playbook.incident.HintedException;

/** Makes any element of a model fail on a test's word, as an expression that finds no variable or a listener that throws. */
final class Breakage extends AbstractProcessEnginePlugin implements ExecutionListener {

    private final ProcessTestConfiguration.World world;

    Breakage(ProcessTestConfiguration.World world) {
        this.world = world;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        var listeners = configuration.getCustomPostBPMNParseListeners();
        var with = new ArrayList<>(listeners == null ? List.of() : listeners);
        with.add(new Everywhere());
        configuration.setCustomPostBPMNParseListeners(with);
    }

    @Override
    public void notify(DelegateExecution execution) {
        String element = execution.getCurrentActivityId();
        world.visited.add(element);
        if (world.broken.contains(element)) {
            world.ran.add("broken " + element);
            throw new HintedException(element + " is broken", "none.");
        }
    }

    private final class Everywhere extends AbstractBpmnParseListener {

        @Override
        public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseCallActivity(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseExclusiveGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseParallelGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseReceiveTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseIntermediateCatchEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        @Override
        public void parseEndEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
            broken(activity);
        }

        private void broken(ActivityImpl activity) {
            activity.addListener(ExecutionListener.EVENTNAME_START, Breakage.this);
        }
    }
}
