package playbook.operation;

import java.util.Optional;
import playbook.incident.HintedException;

/** The result of a short step: an outcome for the model's gateways, and a finding for the record. */
public interface StepResult {

    /** A constant of the step's own enum; gateways compare its name. */
    Enum<?> outcome();

    /** A record that goes into the evidence and, as JSON, into the process. */
    default Object finding() {
        return this;
    }

    /**
     * The trouble that must stop the response here: the step is tried again, then a person gets a task. Empty when the
     * model has a path for the outcome, or when it is enough to record the finding.
     */
    default Optional<HintedException> trouble() {
        return Optional.empty();
    }

    /** A result whose finding is used by other packages too, and therefore does not contain this step's outcome. */
    static StepResult of(Enum<?> outcome, Object finding) {
        return new Pair(outcome, finding);
    }

    /** See {@link #of}. */
    record Pair(Enum<?> outcome, Object finding) implements StepResult {}
}
