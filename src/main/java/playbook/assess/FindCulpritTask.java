package playbook.assess;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.incident.BaseBackup;
import playbook.incident.CulpritSearch;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.Reached;
import playbook.postgres.WalHistory;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalSource;
import playbook.postgres.WalTransactions;
import playbook.postgres.WalWindow;

/**
 * Scans the WAL of the backup repository and of {@code pg_wal} on the machine that has them. While the first suspect
 * may have begun before the scanned range, the scan starts again further back.
 */
public class FindCulpritTask implements WorkerTask {

    private static final String POSITION = """
            SELECT pg_catalog.pg_current_wal_flush_lsn()::pg_catalog.text,
                   pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_flush_lsn())""";

    @Override
    public String name() {
        return "findCulprit";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        FindCulprit.Request request = context.input(FindCulprit.Request.class);
        Optional<String> gone = Reached.whyNot(context.target());
        if (gone.isPresent()) {
            context.result(nothing(request, gone.get()));
            return;
        }
        long started = System.nanoTime();
        WalRelations relations;
        Lsn flushed;
        int timeline;
        try (Connection connection = Connections.open(context.target());
                Statement statement = connection.createStatement()) {
            relations = WalRelations.load(connection);
            try (ResultSet row = statement.executeQuery(POSITION)) {
                row.next();
                flushed = Lsn.parse(row.getString(1));
                timeline = WalHistory.timelineOf(row.getString(2));
            }
        } catch (SQLException e) {
            throw new HintedException(
                    "the server does not tell its current WAL position: " + e.getMessage(),
                    "is it up, not in recovery, and is the role a superuser?",
                    e);
        }
        Lsn until = request.until() == null ? flushed : request.until();
        Map<String, Long> baseline =
                DumpedRows.before(context.dumps(), context.target().database(), request.from());
        List<Lsn> backupEnds = context.repository().base().usable().stream()
                .map(BaseBackup::stopLsn)
                .toList();
        try (WalSource source = context.wal()) {
            WalHistory history = WalHistory.of(source, timeline);
            WalWindow window = new WalWindow(source, history, until);
            Lsn oldest = window.oldest();
            Lsn from = window.before(request.from());
            Lsn readFrom = from;
            while (true) {
                long unresolved = relations.unresolvedNames();
                long learned = relations.learnedNames();
                Suspects suspects = new Suspects(
                        relations, baseline, backupEnds, from, new ReportedTables(request.tables(), relations));
                WalReader reader = new WalReader(source, history, readFrom, until);
                WalTransactions transactions = new WalTransactions(reader, relations, suspects::committed);
                long total = readFrom.bytesTo(until);
                transactions.readAll(done -> context.progress(done, total, "bytes"));
                boolean namesAreMissing = relations.unresolvedNames() > unresolved;
                if (namesAreMissing && relations.learnedNames() > learned) {
                    // Later WAL named files whose changes were read before that: scan again with these names.
                    continue;
                }
                if (namesAreMissing && oldest.isBefore(readFrom) && !transactions.knowsPagesFrom(from)) {
                    readFrom = earlier(readFrom, total, oldest, source);
                    continue;
                }
                CulpritSearch search = suspects.search(
                        request.from(), until, timeline, reader, transactions, (System.nanoTime() - started) / 1e9);
                if (!oldest.isBefore(from) || began(search)) {
                    for (CulpritSearch.Suspect suspect : search.suspects()) {
                        ConfirmedCommit.of(source, history, suspect.culprit());
                    }
                    context.progress(total, total, "bytes");
                    context.result(search);
                    return;
                }
                from = earlier(from, from.bytesTo(until), oldest, source);
                readFrom = from.isBefore(readFrom) ? from : readFrom;
            }
        }
    }

    /** The position as many bytes further back as were read so far, rounded down to the beginning of a segment. */
    private static Lsn earlier(Lsn from, long read, Lsn oldest, WalSource source) throws IOException {
        long wider = Math.max(oldest.value(), from.value() - Math.max(read, source.segmentBytes()));
        return new Lsn(wider & -(long) source.segmentBytes());
    }

    /** The empty result without the server's catalog: only the catalog says which file belongs to which table. */
    private static CulpritSearch nothing(FindCulprit.Request request, String why) {
        return new CulpritSearch(
                Lsn.ZERO,
                Lsn.ZERO,
                request.from(),
                null,
                null,
                0,
                0,
                0,
                0,
                List.of(new CulpritSearch.Gap(
                        Lsn.ZERO, Lsn.ZERO, "no WAL was read, because its tables could not be named: " + why)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                0);
    }

    private static boolean began(CulpritSearch search) {
        return search.suspects().isEmpty() || search.suspects().get(0).complete();
    }
}
