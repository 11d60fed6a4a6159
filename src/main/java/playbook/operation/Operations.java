package playbook.operation;

import java.util.Collection;
import playbook.incident.Incident;

/** Long work, started once under its name and watched until its end is told. */
public interface Operations {

    /**
     * Starts the step, or finds the start of the same incident, step and attempt. When it is found ended already, its
     * end is told (again) to {@link OperationEndings}.
     */
    OperationRecord start(Incident incident, LongStep<?> step, int attempt);

    /** Ends what still runs of these steps; the watch then tells its end as CANCELLED. */
    void cancel(Incident incident, Collection<String> steps);

    /** @throws playbook.incident.HintedException when no such operation is known */
    OperationRecord look(String name);
}
