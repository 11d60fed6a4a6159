package playbook.platform;

import playbook.incident.Target;

/**
 * Where long work runs: detached processes on one machine, Jobs in a cluster. Every call may be repeated.
 *
 * <p>Each job finds in its environment {@code PLAYBOOK_JOB} (its own folder: {@code input.json} in, {@code result.json}
 * out), {@code PLAYBOOK_BIN} (PostgreSQL's tools of the server's major), {@code PLAYBOOK_DATA} (the patient's data
 * directory), {@code PLAYBOOK_ARCHIVE} (WAL archive), {@code PLAYBOOK_BACKUPS} (with {@code base/} and
 * {@code logical/}), {@code PLAYBOOK_WORK} (scratch space for this incident, on other storage than the patient's
 * where possible), and {@code PGHOST}, {@code PGPORT}, {@code PGUSER}, {@code PGDATABASE}, {@code PGPASSFILE} of the
 * target. It tells progress by lines {@code progress <done> <total> <unit>} on standard output.
 */
public interface Jobs {

    /** Starts the job, or finds it when it was started before. */
    void start(Job job);

    JobStatus look(Target target, String name);

    /** Ends the job and everything it started; returns when it is gone. */
    void cancel(Target target, String name);
}
