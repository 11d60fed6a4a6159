package playbook.process;

import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.form.FormException;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import playbook.incident.HintedException;

/**
 * What a rule of ours says reaches people without the engine's words around it, and over HTTP as what it is: 403 when it
 * is not theirs to answer, 400 when the answer is no answer.
 */
class PlainRefusals extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (ProcessEngineException wrapped) {
            if (wrapped.getCause() instanceof NotAllowed refusal) {
                AuthorizationException plain = new AuthorizationException(refusal.getMessage());
                plain.initCause(refusal);
                throw plain;
            }
            if (wrapped.getCause() instanceof HintedException refusal && !(wrapped instanceof FormException)) {
                throw new FormFieldValidationException(null, refusal.getMessage(), refusal);
            }
            throw wrapped;
        }
    }
}
