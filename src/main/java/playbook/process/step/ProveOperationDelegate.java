package playbook.process.step;

import static playbook.process.engine.PlaybookVariables.ATTEMPT;
import static playbook.process.engine.PlaybookVariables.FAILURE;
import static playbook.process.engine.PlaybookVariables.OPERATION_NAME;
import static playbook.process.engine.PlaybookVariables.OUTCOME;
import static playbook.process.engine.PlaybookVariables.RESTARTS;
import static playbook.process.engine.PlaybookVariables.STEP;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.NotReachedException;
import playbook.operation.LongStep;
import playbook.operation.Operations;
import playbook.platform.JobStatus;
import playbook.process.incident.ReportedIncident;

/** Looks at the world after long work has ended; what cannot be proved goes to a person. */
@Component
class ProveOperationDelegate implements JavaDelegate {

    /** Of work that only reads and is killed. */
    private static final int TRIES = 3;

    private final LongSteps steps;
    private final ReportedIncident incidents;
    private final Operations operations;
    private final Evidence evidence;
    private final RowPreparation preparation;

    ProveOperationDelegate(
            LongSteps steps,
            ReportedIncident incidents,
            Operations operations,
            Evidence evidence,
            RowPreparation preparation) {
        this.preparation = preparation;
        this.steps = steps;
        this.incidents = incidents;
        this.operations = operations;
        this.evidence = evidence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        LongStep<?> step = steps.named(STEP.in(execution));
        Incident incident = incidents.of(execution);
        JobStatus ended = operations.look(OPERATION_NAME.in(execution)).status();
        if (ended.state() != JobStatus.State.SUCCEEDED) {
            notSucceeded(execution, incident, step, ended);
            return;
        }
        try {
            Object finding = prove(step, incident, ended);
            evidence.found(incident, step.name(), finding);
            OUTCOME.set(execution, "PROVED");
            preparation.proved(execution, incident, step.name());
        } catch (NotReachedException notLookedAt) {
            throw notLookedAt; // The engine tries again: nobody knows yet.
        } catch (HintedException notAsTheJobSays) {
            failed(execution, incident, step, String.valueOf(notAsTheJobSays.getMessage()));
        }
    }

    private static <R> Object prove(LongStep<R> step, Incident incident, JobStatus ended) {
        return step.prove(incident, step.claimed(ended));
    }

    /** What leaves the live database alone and was killed is begun again, a bounded number of times; everything else is a person's. */
    private void notSucceeded(DelegateExecution execution, Incident incident, LongStep<?> step, JobStatus ended) {
        int tries = RESTARTS.find(execution).orElse(0) + 1;
        if (step.repeatable() && ended.killed() && tries < TRIES) {
            evidence.failed(
                    incident,
                    step.name(),
                    BadEnding.words(step, ended, 1) + " It is begun again by itself (" + (tries + 1) + " of " + TRIES
                            + ").");
            RESTARTS.set(execution, tries);
            ATTEMPT.set(execution, ATTEMPT.find(execution).orElse(1) + 1);
            OUTCOME.set(execution, "KILLED");
            return;
        }
        failed(execution, incident, step, BadEnding.words(step, ended, tries));
    }

    private void failed(DelegateExecution execution, Incident incident, LongStep<?> step, String why) {
        evidence.failed(incident, step.name(), why);
        RESTARTS.set(execution, 0);
        if (step.dispensable()) {
            OUTCOME.set(execution, "LEFT_OUT");
            return;
        }
        FAILURE.set(execution, why);
        OUTCOME.set(execution, "NOT_PROVED");
        preparation.failed(execution, incident, step.name(), why);
    }
}
