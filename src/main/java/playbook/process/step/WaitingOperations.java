package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.OPERATION;
import static playbook.process.engine.PlaybookVariables.PROGRESS;

import java.util.Optional;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Execution;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.operation.OperationEndings;
import playbook.operation.OperationRecord;
import playbook.platform.JobStatus;

/** Tells the end of long work to the one execution that waits for it, and its progress in between. */
@Component
class WaitingOperations implements OperationEndings {

    private static final String MESSAGE = "operationEnded";

    private final ObjectProvider<RuntimeService> runtime;

    WaitingOperations(ObjectProvider<RuntimeService> runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean delivered(OperationRecord operation) {
        Optional<Execution> waiting = waiting(operation);
        if (waiting.isEmpty()) {
            return false;
        }
        try {
            runtime.getObject().messageEventReceived(MESSAGE, waiting.get().getId());
            return true;
        } catch (OptimisticLockingException somebodyElseMovedIt) {
            return false;
        }
    }

    @Override
    public void progressed(OperationRecord operation) {
        waiting(operation).ifPresent(execution -> {
            try {
                runtime.getObject().setVariableLocal(execution.getId(), PROGRESS.name(), text(operation.status()));
            } catch (OptimisticLockingException nextTime) {
                // A timer fired at this instant; the next look writes it.
            }
        });
    }

    /** Parallel waits share the message's name, so the operation's own name decides. */
    private Optional<Execution> waiting(OperationRecord operation) {
        return Optional.ofNullable(runtime.getObject()
                .createExecutionQuery()
                .messageEventSubscriptionName(MESSAGE)
                .variableValueEquals(OPERATION.name(), operation.name())
                .singleResult());
    }

    private static String text(JobStatus status) {
        if (status.done() < 0) {
            return status.state().name();
        }
        String of = status.total() > 0
                ? " of " + status.total() + " " + status.unit() + " (" + 100 * status.done() / status.total() + " %)"
                : " " + status.unit();
        return status.done() + of;
    }
}
