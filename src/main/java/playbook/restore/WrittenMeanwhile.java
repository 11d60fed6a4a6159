package playbook.restore;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.operation.WorkerContext;
import playbook.postgres.WalHistory;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalSource;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;
import playbook.postgres.WalWindow;

/**
 * What others committed in the culprit's tables between the stop before it, where their rows are read, and its end. It would
 * be missing from these rows, or would come back although somebody deleted it on purpose.
 *
 * @param searchedFrom where the search for the culprit began: a transaction that began before the culprit may have written
 *     there and committed later; null when unknown
 */
record WrittenMeanwhile(
        WorkerContext context, Culprit culprit, @Nullable Lsn searchedFrom) {

    /**
     * For tables that were emptied, whose rows are read at the culprit's first record, because they are locked at its commit.
     *
     * @param side a server that stands there: its catalog knows the tables' files of that moment
     * @throws HintedException when others committed something in the tables that the culprit destroyed data of, or the WAL
     *     does not tell
     */
    void rowsMustBeNone(Connection side) throws SQLException, IOException {
        mustBeNothing(side, culprit.firstLsn(), "the first change of %s and its end".formatted(culprit.words()), false);
    }

    /**
     * For tables that were dropped: what is missing after the culprit and was there before shall be its work alone, and
     * nothing that others dropped or changed on purpose in between. Just before the commit of a single transaction
     * nothing is in between; a side instance of a former version's stands at its first record.
     *
     * @param side a session on the server where the rows are read
     * @throws HintedException as for rows, and when others changed or dropped any definition
     */
    void rowsAndDefinitionsMustBeNone(Connection side, SideInstance stands) throws SQLException, IOException {
        if (culprit.commits() > 1 || !stands.beforeACommit()) {
            mustBeNothing(side, stands.reachedLsn(), "the stop before %s and its end".formatted(culprit.words()), true);
        }
    }

    private void mustBeNothing(Connection side, Lsn stop, String between, boolean definitions)
            throws SQLException, IOException {
        Map<TableName, Long> foreign = new LinkedHashMap<>();
        Set<Long> definers = new TreeSet<>();
        WalRelations relations = WalRelations.load(side);
        try (WalSource source = context.wal()) {
            WalHistory history = WalHistory.of(source, culprit.timeline());
            try (WalReader reader = new WalReader(source, history, from(source, history), culprit.lastEnd())) {
                new WalTransactions(reader, relations, transaction -> {
                            if (isForeign(transaction, stop)) {
                                count(relations, transaction, foreign);
                                if (definitions && relations.changesDefinitions(transaction)) {
                                    definers.add(transaction.xid());
                                }
                            }
                        })
                        .readAll(done -> context.progress(done, -1, "bytes"));
                mustBeWhole(reader);
            }
        }
        if (!foreign.isEmpty()) {
            throw new HintedException(
                    "between %s others wrote %s, which the rows before it do not show."
                            .formatted(
                                    between,
                                    foreign.entrySet().stream()
                                            .map(table -> Figures.rows(table.getValue()) + " of " + table.getKey())
                                            .collect(Collectors.joining(", "))),
                    "point-in-time recovery goes back to before the culprit, with the whole server.");
        }
        if (!definers.isEmpty()) {
            throw new HintedException(
                    "between %s others changed definitions (transactions %s): what it took can't be told from what they did."
                            .formatted(between, definers),
                    "point-in-time recovery goes back to before the culprit, with the whole server.");
        }
    }

    private boolean isForeign(WalTransaction transaction, Lsn stop) {
        return !culprit.did(transaction.xid()) && !transaction.commit().isBefore(stop);
    }

    /** A gap before the culprit hides at most the beginning of a transaction whose end is read. */
    private void mustBeWhole(WalReader reader) {
        String missing = reader.gaps().stream()
                .filter(gap -> culprit.firstLsn().isBefore(gap.to()))
                .map(WalReader.Gap::toString)
                .findFirst()
                .orElse(reader.end().reached() ? "" : reader.end().why());
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "whether others wrote to the tables while the culprit ran can't be told, for want of WAL: "
                            + missing + ".",
                    "bring the missing segment back to the archive, or choose another way.");
        }
    }

    private Lsn from(WalSource source, WalHistory history) throws IOException {
        Lsn from = culprit.firstLsn();
        Lsn earlier = searchedFrom;
        if (earlier != null && earlier.isBefore(from)) {
            from = earlier;
        }
        from = new Lsn(from.value() & -(long) source.segmentBytes());
        Lsn oldest = new WalWindow(source, history, culprit.lastEnd()).oldest();
        return from.isBefore(oldest) ? oldest : from;
    }

    private void count(WalRelations relations, WalTransaction transaction, Map<TableName, Long> foreign) {
        for (TableChange change : relations.changes(transaction)) {
            // A file that nothing names may be one of theirs.
            if (!change.named()
                    || culprit.tables().stream().anyMatch(own -> own.destroys() && own.oid() == change.oid())) {
                foreign.merge(change.table(), Math.max(1, change.rows()), Long::sum);
            }
        }
    }
}
