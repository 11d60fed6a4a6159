package playbook.process.step;

import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.freeze.FenceGuard;
import playbook.incident.Incident;
import playbook.operation.OperationReading;
import playbook.process.incident.FenceWatch;

/** Which steps are right only as long as nobody else writes: before each of them the fence is proved again. */
@Component
class StepsBehindTheFence {

    static final Set<String> STEPS = Set.of(
            "copyCatalogs",
            "readHeap",
            "compareRows",
            "planRecovery",
            "planCutOver",
            "planTables",
            "restoreTables",
            "undoTables",
            "mergeRows",
            "undoMerge",
            "promoteServer",
            "finishServer",
            "checkData");

    private final ObjectProvider<FenceGuard> guard;
    private final ObjectProvider<OperationReading> operations;

    StepsBehindTheFence(ObjectProvider<FenceGuard> guard, ObjectProvider<OperationReading> operations) {
        this.guard = guard;
        this.operations = operations;
    }

    /** @throws playbook.incident.HintedException when it does not hold: nothing was begun then */
    void proveFor(Incident incident, String step) {
        if (STEPS.contains(step)) {
            guard.stream().forEach(one -> one.mustHold(incident, FenceWatch.oursWrite(operations, incident.key())));
        }
    }
}
