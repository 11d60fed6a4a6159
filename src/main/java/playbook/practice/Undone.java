package playbook.practice;

import java.time.Instant;
import playbook.practice.OracleRecord.Destruction;
import playbook.practice.OracleRecord.Transaction;

/**
 * The time that a cut-over to an earlier moment took out of the database: from the stop, which lies just before the
 * loss, to the exchange.
 *
 * @param loss it stops just before its commit
 * @param exchangedAt any moment between the fence and the resumption
 */
record Undone(Destruction loss, Instant exchangedAt) {

    /**
     * Whether the transaction came certainly after the stop and certainly before the exchange: nothing of it may be
     * there.
     */
    boolean undoes(Transaction transaction) {
        return transaction.intendedAt().isAfter(loss.committedAt())
                && transaction.intendedAt().isBefore(exchangedAt);
    }

    /**
     * Whether the transaction's commit was under way at the stop, or when the fence cut it off: it may be there or not.
     */
    boolean leavesOpen(Transaction transaction) {
        Instant acknowledged = transaction.acknowledgedAt();
        return !transaction.intendedAt().isAfter(loss.committedAt())
                && (acknowledged == null || !acknowledged.isBefore(loss.loss().intendedAt()));
    }
}
