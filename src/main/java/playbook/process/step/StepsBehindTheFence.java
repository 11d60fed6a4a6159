package playbook.process.step;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.freeze.FenceGuard;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.operation.OperationReading;
import playbook.process.incident.FenceWatch;

/** Proves the fence again before each step that is right only as long as nobody else writes. */
@Component
class StepsBehindTheFence {

    private final ObjectProvider<FenceGuard> guard;
    private final ObjectProvider<OperationReading> operations;

    StepsBehindTheFence(ObjectProvider<FenceGuard> guard, ObjectProvider<OperationReading> operations) {
        this.guard = guard;
        this.operations = operations;
    }

    /** @throws playbook.incident.HintedException when it does not hold: nothing was begun then */
    void proveFor(Incident incident, LongStep<?> step) {
        if (step.behindTheFence()) {
            guard.stream().forEach(one -> one.mustHold(incident, FenceWatch.oursWrite(operations, incident.key())));
        }
    }
}
