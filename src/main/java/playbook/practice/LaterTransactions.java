package playbook.practice;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.practice.OracleRecord.Destruction;
import playbook.practice.OracleRecord.Transaction;

/** The application's transactions after the loss, or, when the server was exchanged, after the moment it went back to. */
final class LaterTransactions {

    private final List<Transaction> all;
    private final @Nullable Destruction loss;
    private final @Nullable Undone undone;

    /** @param undone what an exchange of the server took away, null when there was none */
    LaterTransactions(OracleRecord oracle, @Nullable Destruction loss, @Nullable Undone undone) {
        this.all = oracle.transactions();
        this.loss = loss;
        this.undone = undone;
    }

    /** Certainly later: its commit was sent when the loss was already confirmed. */
    boolean has(Transaction transaction) {
        return undone != null
                ? undone.undoes(transaction)
                : loss != null && transaction.intendedAt().isAfter(loss.committedAt());
    }

    List<Transaction> acknowledgedBefore(Instant moment) {
        return all.stream()
                .filter(transaction -> transaction.acknowledgedBefore(moment) && has(transaction))
                .toList();
    }

    /** Whether it wrote to a table of which the loss took rows. */
    boolean onDamagedTable(Transaction transaction) {
        return loss != null
                && transaction.writes().stream()
                        .anyMatch(write -> loss.loss().destroyed().getOrDefault(write.table(), 0L) > 0);
    }

    /** How many may be on either side of the moment that the server went back to, or may never have been committed. */
    long unknown() {
        Undone exchange = undone;
        return exchange == null
                ? 0
                : all.stream()
                        .filter(transaction -> exchange.leavesOpen(transaction)
                                || (exchange.undoes(transaction) && transaction.acknowledgedAt() == null))
                        .count();
    }
}
