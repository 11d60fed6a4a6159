package playbook.process.engine;

import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import playbook.incident.HintedException;

/** What a rule of ours says reaches people without the engine's words around it. */
public class PlainRefusals extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (ProcessEngineException wrapped) {
            if (wrapped.getCause() instanceof HintedException refusal && !(wrapped instanceof AuthorizationException)) {
                throw refusal;
            }
            throw wrapped;
        }
    }
}
