package playbook.operation;

import playbook.incident.Act;
import playbook.incident.Incident;
import playbook.platform.Job;
import playbook.platform.JobStatus;

/**
 * A step that takes longer than seconds. Its work runs as a job outside this JVM; after the job has ended, the step
 * verifies what the job did. Bean name = call activity id = {@link #name()}.
 *
 * @param <R> the job's result document
 */
public interface LongStep<R> {

    String name();

    /** What the step does; this determines the decision that must be on record before each run. */
    default Act act() {
        return Act.NOTHING;
    }

    /** The job to run. Called again after a crash, it returns the same job for the same state of the record. */
    Job job(Incident incident, String jobName);

    /** The type of the job's result document. */
    Class<R> result();

    /**
     * The result document of a job that succeeded.
     *
     * @throws playbook.incident.HintedException when the document is missing or incomplete
     */
    default R claimed(JobStatus ended) {
        return JobResults.read(ended, result());
    }

    /**
     * Verifies within seconds what the job did, where possible not by its result, and returns the finding, a record
     * that goes into the evidence and, as JSON, into the process.
     *
     * @throws playbook.incident.HintedException when the real state differs from the job's result
     */
    Object prove(Incident incident, R claimed);

    /**
     * Whether the job may be started again automatically when its worker was killed: it does not change the live
     * database, and a second run starts anew or continues where the first one ended.
     */
    default boolean repeatable() {
        return false;
    }

    /**
     * Whether the response goes on by another way when it fails, without asking a person: what failed stands on record,
     * and the outcome is {@code LEFT_OUT}.
     */
    default boolean dispensable() {
        return false;
    }

    /** Whether it is right only as long as nobody else writes; then the fence is proved before it begins. */
    default boolean behindTheFence() {
        return false;
    }

    /** Whether nobody can have done it by hand: the response goes on from a document that only the playbook makes. */
    default boolean neverByHand() {
        return false;
    }

    /** Whether it changes the live database; then it is tried only once, and a person decides if it is not verified. */
    default boolean destructive() {
        return false;
    }
}
