package playbook.operation;

import java.util.Collection;
import playbook.incident.Incident;

/** Starts long operations, each only once under its name, and watches them until their end is reported. */
public interface Operations {

    /**
     * Starts the step, or returns the operation that was already started for the same incident, step and attempt. If
     * that one has already ended, its end is reported (again) to {@link OperationEndings}.
     */
    OperationRecord start(Incident incident, LongStep<?> step, int attempt);

    /** Cancels the running operations of these steps; their end is then reported as CANCELLED. */
    void cancel(Incident incident, Collection<String> steps);

    /** @throws playbook.incident.HintedException when no such operation is known */
    OperationRecord look(String name);
}
