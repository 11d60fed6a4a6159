package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.ATTEMPT;
import static playbook.process.engine.PlaybookVariables.ROUND;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;
import playbook.evidence.Approvals;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.LongStep;
import playbook.operation.OperationRecord;
import playbook.operation.Operations;
import playbook.operation.Tries;
import playbook.process.incident.ReportedIncident;

/** The long steps by name, and their attempts. */
@Component
class LongSteps {

    private final List<LongStep<?>> steps;
    private final ReportedIncident incidents;
    private final Approvals approvals;
    private final Operations operations;

    LongSteps(List<LongStep<?>> steps, ReportedIncident incidents, Approvals approvals, Operations operations) {
        this.approvals = approvals;
        this.steps = steps;
        this.incidents = incidents;
        this.operations = operations;
    }

    LongStep<?> named(String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "there is no long step '" + name + "', only "
                                + steps.stream().map(LongStep::name).sorted().toList(),
                        "the model calls run-operation by a wrong id; deploy models and program of one version."));
    }

    OperationRecord start(DelegateExecution execution, String step) {
        Incident incident = incidents.of(execution);
        LongStep<?> work = named(step);
        approvals.required(incident, work.act());
        return operations.start(incident, work, attempt(execution));
    }

    /** The same for each run of the same job, another one for each new try and each new round. */
    private static int attempt(DelegateExecution execution) {
        return (ROUND.in(execution) - 1) * Tries.IN_A_ROUND
                + ATTEMPT.find(execution).orElse(1);
    }
}
