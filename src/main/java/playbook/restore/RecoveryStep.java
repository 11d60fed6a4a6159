package playbook.restore;

import playbook.operation.LongStep;

/**
 * A long step of a recovery. What it leaves is a document from which the next one goes on, so nobody can have done it by hand;
 * except where it changes the live database, which a person can do, too.
 *
 * @param <R> the job's result document
 */
interface RecoveryStep<R> extends LongStep<R> {

    @Override
    default boolean neverByHand() {
        return !destructive();
    }
}
