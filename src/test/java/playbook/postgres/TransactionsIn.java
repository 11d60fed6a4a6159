package playbook.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.Culprit;
import playbook.incident.Lsn;

/** One transaction as the product's own reader finds it in the WAL of a test's server. */
public final class TransactionsIn {

    private TransactionsIn() {}

    /** With the relations that it dropped: the catalogs' own records are followed. */
    public static Culprit following(TestServer server, Lsn from, long xid) {
        return find(server, from, xid, true);
    }

    public static Culprit wal(TestServer server, Lsn from, long xid) {
        return find(server, from, xid, false);
    }

    private static Culprit find(TestServer server, Lsn from, long xid, boolean follow) {
        List<WalTransaction> found = new ArrayList<>();
        Lsn until = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        try (Connection connection = server.connect();
                WalSource source = new WalFolder(server.data().resolve("pg_wal"));
                WalReader reader = new WalReader(source, WalHistory.of(source, 1), from, until)) {
            WalRelations relations = WalRelations.load(connection);
            WalTransactions transactions = follow
                    ? new WalTransactions(reader, relations, found::add)
                    : new WalTransactions(reader, relations.database(), found::add);
            transactions.readAll(position -> {});
            WalTransaction one = found.stream()
                    .filter(transaction -> transaction.xid() == xid)
                    .findFirst()
                    .orElseThrow();
            return new Culprit(
                    xid,
                    one.subtransactions(),
                    one.first(),
                    one.commit(),
                    one.end(),
                    one.timeline(),
                    one.at(),
                    relations.changes(one));
        } catch (IOException | SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
