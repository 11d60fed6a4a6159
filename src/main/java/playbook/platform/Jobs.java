package playbook.platform;

import playbook.incident.Target;

/**
 * Where long work runs: detached processes on one machine, Jobs in a cluster. Every call may be repeated.
 *
 * <p>Each job finds in its environment {@code PLAYBOOK_JOB} (its own folder: {@code input.json} in, {@code result.json}
 * out), {@code PLAYBOOK_BIN} (PostgreSQL's tools of the server's major), {@code PLAYBOOK_DATA} (the patient's data
 * directory), {@code PLAYBOOK_REPOSITORY} (the kind of its backup repository; the repository's settings follow, see
 * {@link RepositorySettings}), {@code PLAYBOOK_ARCHIVE} (WAL archive), {@code PLAYBOOK_BACKUPS} (backups, the
 * playbook's own dumps and copies among them), {@code PLAYBOOK_WORK} (scratch space for this incident, on other storage
 * than the patient's where possible), and {@code PGHOST}, {@code PGPORT}, {@code PGUSER}, {@code PGDATABASE},
 * {@code PGPASSFILE} of the target. It reports progress by lines {@code progress <done> <total> <unit>} on standard
 * output.
 *
 * <p>A job that serves gets {@code SIDE_LISTEN} (addresses to listen on), {@code SIDE_HOST} (address to tell others),
 * {@code SIDE_PORT} and {@code SIDE_CLIENTS} (who may connect, in CIDR) where this machine's defaults do not suffice,
 * and {@code PLAYBOOK_ALONE=true} where no process of an earlier job can still be running.
 */
public interface Jobs {

    /** Starts the job; does nothing when a job of this name was started before. */
    void start(Job job);

    JobStatus look(Target target, String name);

    /** Ends the job and everything it started; returns when it is gone. */
    void cancel(Target target, String name);

    /**
     * Removes the job's pod and volumes after its end, log and result are on record. A job whose side instance still
     * runs is not touched.
     */
    void forget(Target target, String name);

    /** Ends what jobs of this group left running; returns when it is gone. On one machine the scripts do that. */
    void endServing(Target target, String incidentKey, String group);
}
