package playbook.operation;

import java.util.Optional;
import playbook.incident.HintedException;

/** What a short step observed: an outcome for the model's gateways, and a finding for the record. */
public interface StepResult {

    /** A constant of the step's own enum; gateways compare its name. */
    Enum<?> outcome();

    /** A record, kept as evidence and, as JSON, in the process. */
    default Object finding() {
        return this;
    }

    /**
     * What stops the response here, with its hint: the step is tried again, then a person gets the task. Empty when the
     * model has a way for the outcome, or when it is enough that the record says it.
     */
    default Optional<HintedException> trouble() {
        return Optional.empty();
    }

    /** A finding that other rooms know too, and so cannot carry this step's outcome itself. */
    static StepResult of(Enum<?> outcome, Object finding) {
        return new Pair(outcome, finding);
    }

    /** See {@link #of}. */
    record Pair(Enum<?> outcome, Object finding) implements StepResult {}
}
