package playbook.postgres;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import playbook.incident.Lsn;

/**
 * Completes tables from the WAL's page images. Reading begins where the transactions begin, since most often it is they
 * who touch a page first after a checkpoint; while rows are missing it begins further back, to the last checkpoint before them.
 */
public final class RowsFromWal {

    private final WalSource source;
    private final WalHistory history;
    private final Lsn first;
    private final Lsn end;
    private final Map<WalFile, RowImages> files = new HashMap<>();

    /**
     * @param first where the transactions begin
     * @param end where they end
     */
    public RowsFromWal(WalSource source, WalHistory history, Lsn first, Lsn end) {
        this.source = source;
        this.history = history;
        this.first = first;
        this.end = end;
    }

    public void of(WalFile file, HeapRows rows) {
        files.put(file, rows.images());
    }

    public void of(WalFile file, LargeValues values) {
        files.put(file, values.images());
    }

    /** @param progress gets the bytes of WAL that were read */
    public void complete(LongConsumer progress) throws IOException {
        Lsn oldest = new WalWindow(source, history, end).oldest();
        Lsn from = first;
        while (!complete()) {
            files.values().forEach(RowImages::startOver);
            if (read(from, progress) || !oldest.isBefore(from)) {
                return;
            }
            long wider = Math.max(from.bytesTo(end), source.segmentBytes());
            from = new Lsn(Math.max(oldest.value(), from.value() - wider));
        }
    }

    private boolean complete() {
        return files.values().stream().allMatch(RowImages::complete);
    }

    /** @return whether the pages' images since the last checkpoint before the transactions were all read */
    private boolean read(Lsn from, LongConsumer progress) throws IOException {
        ReadStart start = new ReadStart(from);
        WalReader reader = new WalReader(source, history, from, end);
        int gaps = 0;
        long told = 0;
        while (reader.next()) {
            if (gaps != reader.gapsSoFar()) {
                gaps = reader.gapsSoFar();
                files.values().forEach(RowImages::startOver);
            }
            accept(reader.record(), start);
            if (reader.bytes() - told > source.segmentBytes()) {
                progress.accept(reader.bytes() - told);
                told = reader.bytes();
            }
        }
        return start.knowsPagesFrom(first);
    }

    private void accept(WalRecord record, ReadStart start) throws IOException {
        int manager = record.manager();
        boolean xlog = manager == ResourceManager.XLOG;
        boolean checkpoint = xlog
                && (record.operation() == WalOperation.CHECKPOINT_SHUTDOWN
                        || record.operation() == WalOperation.CHECKPOINT_ONLINE);
        if (checkpoint) {
            start.checkpoint(record);
        } else if ((xlog || manager == ResourceManager.HEAP || manager == ResourceManager.HEAP2)
                && record.decode()
                && record.blocks() > 0) {
            RowImages rows = files.get(WalFile.of(record.tablespace(), record.relation()));
            if (rows != null) {
                rows.accept(record);
            }
        }
    }
}
