package playbook.postgres;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/**
 * Passes on each committed transaction of one database, in commit order, with its row changes counted. Prepared
 * transactions count when they are committed. Of a transaction that began before the reader's start, only the changes
 * after the start are counted.
 */
public final class WalTransactions {

    private static final int RECORDS_BETWEEN_PROGRESS = 10_000;

    private final WalReader reader;
    private final int database;
    private final Consumer<WalTransaction> committed;
    private final OpenTransactions open = new OpenTransactions();
    private final @Nullable WalCatalog catalog;
    private final HeapRecords heaps;
    private final ReadStart start;
    private long lsn;

    /** @param database OID of the database whose rows count */
    public WalTransactions(WalReader reader, long database, Consumer<WalTransaction> committed) {
        this(reader, (int) database, null, committed);
    }

    /**
     * Also follows the catalogs: the relations learn from the WAL the names of files that are no longer in the catalog.
     */
    public WalTransactions(WalReader reader, WalRelations relations, Consumer<WalTransaction> committed) {
        this(reader, (int) relations.database(), relations, committed);
    }

    private WalTransactions(
            WalReader reader, int database, @Nullable WalRelations relations, Consumer<WalTransaction> committed) {
        this.reader = reader;
        this.database = database;
        this.committed = committed;
        this.start = new ReadStart(reader.begin());
        this.catalog = relations == null ? null : new WalCatalog(relations, xid -> open.of(xid, lsn).catalog);
        this.heaps = new HeapRecords(open, database, catalog);
    }

    /** @param position gets the current position from time to time, for progress */
    public WalReader.End readAll(LongConsumer position) throws IOException {
        int untilTold = 0;
        int gaps = 0;
        while (reader.next()) {
            if (catalog != null && gaps != reader.gapsSoFar()) {
                // The catalogs' pages may have changed in the gap.
                catalog.startOver();
                gaps = reader.gapsSoFar();
            }
            accept(reader.record());
            if (--untilTold < 0) {
                position.accept(reader.bytes());
                untilTold = RECORDS_BETWEEN_PROGRESS;
            }
        }
        return reader.end();
    }

    private void accept(WalRecord record) {
        lsn = record.lsn;
        switch (record.manager()) {
            case ResourceManager.RELATION_MAP -> heaps.relationMap(record);
            case ResourceManager.HEAP -> heaps.heap(record);
            case ResourceManager.HEAP2 -> heaps.heap2(record);
            case ResourceManager.TRANSACTION -> transaction(record);
            case ResourceManager.STANDBY -> standby(record);
            case ResourceManager.STORAGE -> create(record);
            case ResourceManager.XLOG -> checkpointOrImage(record);
            default -> {}
        }
    }

    private void transaction(WalRecord record) {
        if (!TransactionEnd.isIn(record) || !record.decode()) {
            return;
        }
        TransactionEnd end = new TransactionEnd(record, database);
        List<OpenTransaction> parts = open.take(end);
        if (end.committed && catalog != null) {
            catalog.committed(end.xid, end.removed);
        }
        if (end.committed && !parts.isEmpty()) {
            committed.accept(OpenTransaction.committed(parts, record, end, catalog != null));
        }
    }

    private void standby(WalRecord record) {
        switch (record.operation()) {
            case WalOperation.STANDBY_LOCK -> lock(record);
            case WalOperation.RUNNING_TRANSACTIONS -> start.running(record);
            default -> {}
        }
    }

    private void lock(WalRecord record) {
        if (!record.decode()) {
            return;
        }
        for (int i = 0; i < record.main32(0); i++) {
            int at = 4 + 12 * i;
            if (record.main32(at + 4) == database) {
                open.of(record.main32(at), record.lsn).locked.add(Integer.toUnsignedLong(record.main32(at + 8)));
            }
        }
    }

    private void create(WalRecord record) {
        if (record.operation() == WalOperation.STORAGE_CREATE
                && record.xidBits() != 0
                && record.decode()
                && record.main32(4) == database) {
            open.of(record).created.add(WalFile.of(record.main32(0), record.main32(8)));
        }
    }

    private void checkpointOrImage(WalRecord record) {
        switch (record.operation()) {
            case WalOperation.CHECKPOINT_SHUTDOWN, WalOperation.CHECKPOINT_ONLINE -> start.checkpoint(record);
            case WalOperation.PAGE_IMAGE, WalOperation.PAGE_IMAGE_FOR_HINT -> heaps.image(record);
            default -> {}
        }
    }

    /** True when the transaction may have begun before the reader's start, so that some of its work was not seen. */
    public boolean mayHaveBegunEarlier(long xid) {
        return start.mayHaveBegunEarlier(xid);
    }

    /**
     * True when a checkpoint began between the reader's start and this position: every page that changed after the
     * checkpoint was first written as a full-page image, so the content of every changed catalog row is known.
     */
    public boolean knowsPagesFrom(Lsn position) {
        return start.knowsPagesFrom(position);
    }
}
