package playbook.incident;

/** A finding that says whether the data of a recovery is in place; the newest one of a way back counts. */
public interface RecoveryOutcome {

    /** False when the recovery was taken back. */
    boolean recovered();
}
