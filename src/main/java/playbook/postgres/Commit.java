package playbook.postgres;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import playbook.incident.Lsn;

/** The content of a commit record: its top transaction, the position after it, and its time. */
public record Commit(long xid, Lsn end, Instant at) {

    /** Reads the commit record at a position; empty when there is none or it cannot be read. */
    public static Optional<Commit> at(WalSource source, WalHistory history, Lsn commit) throws IOException {
        WalReader reader = new WalReader(source, history, commit, commit.plus(1));
        if (!reader.next() || !reader.record().lsn().equals(commit)) {
            return Optional.empty();
        }
        WalRecord record = reader.record();
        if (!TransactionEnd.isIn(record) || !record.decode()) {
            return Optional.empty();
        }
        TransactionEnd end = new TransactionEnd(record, 0);
        return end.committed
                ? Optional.of(new Commit(Integer.toUnsignedLong(end.xid), record.endLsn(), end.at))
                : Optional.empty();
    }
}
