package playbook.operation;

import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/**
 * A step that takes longer than seconds: it is described as a job, runs outside this JVM, and is proved when the job has
 * ended. Bean name = call activity id = {@link #name()}.
 *
 * @param <R> what its job says it did
 */
public interface LongStep<R> {

    String name();

    /** Whose decision it needs; looked for in the record each time, however the process came here. */
    default Act act() {
        return Act.NOTHING;
    }

    /** The job to run now; called again after a crash, with the same answer for the same state of the record. */
    Job job(Incident incident, String jobName);

    /** The type of the document that its job leaves. */
    Class<R> result();

    /**
     * What the job says it did; called for a job that succeeded.
     *
     * @throws playbook.incident.HintedException when it left no document, or one that lacks something
     */
    default R claimed(JobStatus ended) {
        return JobResults.read(ended, result());
    }

    /**
     * Looks at the world after the job succeeded and returns the finding, a record that goes into evidence and, as JSON,
     * into the process. A claim is not believed where the thing itself can be looked at within seconds.
     *
     * @throws playbook.incident.HintedException when the world is not as the job says
     */
    Object prove(Incident incident, R claimed);

    /**
     * Whether its job leaves the live database alone, and a second run makes what it writes anew or goes on where the first
     * one ended: when its worker is killed, it is begun again by itself.
     */
    default boolean repeatable() {
        return false;
    }

    /** A destructive step is tried once; what then is not proved goes to a person. */
    default boolean destructive() {
        return false;
    }
}
