package playbook.process;

import static playbook.process.PlaybookVariables.FAILURE;
import static playbook.process.PlaybookVariables.FINDING;
import static playbook.process.PlaybookVariables.OPERATION_NAME;
import static playbook.process.PlaybookVariables.OUTCOME;
import static playbook.process.PlaybookVariables.STEP;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.Operations;
import playbook.platform.JobStatus;

/** Looks at the world after long work has ended; what cannot be proved goes to a person. */
@Component
class ProveOperationDelegate implements JavaDelegate {

    private final LongSteps steps;
    private final ReportedIncident incidents;
    private final Operations operations;
    private final Evidence evidence;

    ProveOperationDelegate(LongSteps steps, ReportedIncident incidents, Operations operations, Evidence evidence) {
        this.steps = steps;
        this.incidents = incidents;
        this.operations = operations;
        this.evidence = evidence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String step = STEP.in(execution);
        Incident incident = incidents.of(execution);
        JobStatus ended = operations.look(OPERATION_NAME.in(execution)).status();
        if (ended.state() != JobStatus.State.SUCCEEDED) {
            failed(execution, incident, inWords(ended) + "; the end of its log:\n" + lastLines(ended.logTail()));
            return;
        }
        try {
            Object finding = steps.named(step).prove(incident, ended);
            evidence.found(incident, step, finding);
            FINDING.set(execution, finding);
            OUTCOME.set(execution, "PROVED");
        } catch (HintedException notAsTheJobSays) {
            failed(execution, incident, String.valueOf(notAsTheJobSays.getMessage()));
        }
    }

    private static String inWords(JobStatus ended) {
        String code = ended.exitCode() == null ? "" : " with exit code " + ended.exitCode();
        return switch (ended.state()) {
            case CANCELLED -> "it was cancelled";
            case LOST -> "it was lost before it told its end";
            default -> "it failed" + code;
        };
    }

    private void failed(DelegateExecution execution, Incident incident, String why) {
        evidence.failed(incident, STEP.in(execution), why);
        FAILURE.set(execution, why);
        OUTCOME.set(execution, "NOT_PROVED");
    }

    private static String lastLines(String log) {
        return log.length() <= 3_000 ? log : "… " + log.substring(log.length() - 3_000);
    }
}
