package playbook.postgres;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import playbook.incident.Lsn;

/** What a commit record says: of which top transaction, until where, when. */
public record Commit(long xid, Lsn end, Instant at) {

    /** Reads one commit record again; empty when no commit record can be read at that position. */
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
