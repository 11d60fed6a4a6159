package playbook.security;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineFactory;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.scripting.engine.ScriptEngineResolver;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.stereotype.Component;

/**
 * Forbids scripts in the engine: a model with a script task is not deployed, and any other script (listener, condition,
 * input) finds no script engine. FEEL in decisions and forms is not affected.
 */
@Component
class ScriptsOff extends AbstractProcessEnginePlugin {

    @Override
    public void preInit(ProcessEngineConfigurationImpl engine) {
        engine.setEnableScriptEngineLoadExternalResources(false);
        engine.setEnableFetchScriptEngineFromProcessApplication(false);
        engine.setScriptEngineResolver(new NoScripts());
        engine.getCustomPreBPMNParseListeners().add(new NoScriptTasks());
    }

    private static final class NoScripts implements ScriptEngineResolver {
        @Override
        public void addScriptEngineFactory(ScriptEngineFactory factory) {
            // The list of script engines stays empty.
        }

        @Override
        public ScriptEngineManager getScriptEngineManager() {
            return new ScriptEngineManager();
        }

        @Override
        public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
            throw new ProcessEngineException("a model asked for a script in '" + language + "'; scripts are off."
                    + "\nHINT: use a delegate, or an expression.");
        }
    }

    private static final class NoScriptTasks extends AbstractBpmnParseListener {
        @Override
        public void parseScriptTask(Element element, ScopeImpl scope, ActivityImpl activity) {
            throw new ProcessEngineException("'" + activity.getId() + "' is a script task; scripts are off."
                    + "\nHINT: use a service task with a delegate.");
        }
    }
}
