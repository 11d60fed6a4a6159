package playbook.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.operation.WorkerContext;
import playbook.postgres.WalHistory;
import playbook.postgres.WalReader;
import playbook.postgres.WalRelations;
import playbook.postgres.WalSource;
import playbook.postgres.WalTransaction;
import playbook.postgres.WalTransactions;
import playbook.postgres.WalWindow;

/**
 * Reads the WAL that a cut-over would lose, from the stop to its end, for one database at a time. It begins to read
 * somewhat before the stop, so that it also sees the rows of transactions that began before the stop.
 */
record LostWal(WorkerContext context, PlanCutOver.Input input, Lsn end, int timeline) {

    /** Reads the transactions of the database to which these relations belong. */
    void ours(WalRelations relations, Consumer<WalTransaction> committed) throws IOException {
        read(reader -> new WalTransactions(reader, relations, committed));
    }

    /** @param database OID of the database whose transactions are read */
    void each(long database, Consumer<WalTransaction> committed) throws IOException {
        read(reader -> new WalTransactions(reader, database, committed));
    }

    private void read(Function<WalReader, WalTransactions> transactions) throws IOException {
        try (WalSource source = context.wal()) {
            WalHistory history = WalHistory.of(source, timeline);
            WalWindow window = new WalWindow(source, history, end);
            Lsn stop = stop(window);
            if (stop.isBefore(window.oldest())) {
                throw new HintedException(
                        "what would be lost cannot be counted: the stop is at " + stop + ", the WAL begins only at "
                                + window.oldest(),
                        "bring the older segments back to the archive, or choose a later stop.");
            }
            Lsn from = from(stop, window, source);
            WalReader reader = new WalReader(source, history, from, end);
            long total = from.bytesTo(end);
            transactions.apply(reader).readAll(done -> context.progress(done, total, "bytes"));
            context.progress(total, total, "bytes");
            // A gap before the stop hides nothing that would be lost.
            List<WalReader.Gap> since = reader.gaps().stream()
                    .filter(gap -> stop.isBefore(gap.to()))
                    .toList();
            if (!since.isEmpty()) {
                throw new HintedException(
                        "what would be lost cannot be counted, the WAL has holes: " + since,
                        "bring the missing segments back to the archive, or choose another way.");
            }
        }
    }

    private Lsn stop(WalWindow window) throws IOException {
        Lsn position = input.position();
        return position == null ? window.before(Instant.parse(input.stop().value())) : position;
    }

    private Lsn from(Lsn stop, WalWindow window, WalSource source) throws IOException {
        Lsn from = stop;
        Lsn searched = input.searchedFrom();
        if (searched != null && searched.isBefore(from)) {
            from = searched;
        }
        from = new Lsn(from.value() & -(long) source.segmentBytes());
        return from.isBefore(window.oldest()) ? window.oldest() : from;
    }
}
