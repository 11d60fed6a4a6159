package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.incident.Await;
import playbook.incident.Target;

/** Watches a server for at least 300 ms: connected sessions, assigned transaction ids, and writes in the WAL. */
record WriterWatch(ForeignWriteProbe foreignWrites) {

    private static final Duration WATCH = Duration.ofMillis(350);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);

    /** @param own ids of transactions the playbook itself runs meanwhile */
    FenceProof watch(Connection session, Target target, Set<Long> own) throws SQLException {
        List<String> watchers = RoleRights.watchers(session, target);
        WalPosition first = WalPosition.now(session);
        Map<Integer, Session> foreign = new LinkedHashMap<>();
        long until = System.nanoTime() + WATCH.toNanos();
        while (System.nanoTime() < until) {
            Sessions.foreign(session, target, watchers).forEach(seen -> foreign.put(seen.pid(), seen));
            Await.pause(BETWEEN_LOOKS);
        }
        List<String> prepared = ServerFacts.preparedTransactions(session);
        OtherWriters others = OtherWriters.look(session, target);
        WalPosition last = WalPosition.now(session);
        Set<Long> taken = TransactionIds.between(first.nextXid(), last.nextXid());
        taken.removeAll(own);
        WalPosition.flush(session, last.lsn());
        Set<Long> written = foreignWrites.between(session, first.lsn(), last.lsn(), own);
        return new FenceProof(
                first.lsn(),
                last.lsn(),
                last.at(),
                List.copyOf(foreign.values()),
                prepared,
                taken,
                written,
                others.ways(),
                others.workers(),
                last.nextXid());
    }
}
