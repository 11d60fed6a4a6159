package playbook.postgres;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of a record that ends a transaction by commit or abort, also a prepared one. Layout:
 * {@code xl_xact_commit} in {@code access/xact.h}.
 */
final class TransactionEnd {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int HAS_XINFO = 0x80;
    private static final int DATABASE_INFO = 1;
    private static final int SUBTRANSACTIONS = 1 << 1;
    private static final int REMOVED_FILES = 1 << 2;
    private static final int INVALIDATIONS = 1 << 3;
    private static final int TWO_PHASE = 1 << 4;
    private static final int DROPPED_STATISTICS = 1 << 8;
    private static final int STATISTICS_OF_RELATION = 2;

    final boolean committed;
    final Instant at;
    /** Id of the top transaction. */
    final int xid;

    final List<Long> subtransactions = new ArrayList<>(0);
    final Set<WalFile> removed = new LinkedHashSet<>(0);
    /** OIDs of relations whose statistics were dropped. */
    final Set<Long> forgotten = new LinkedHashSet<>(0);

    private final WalRecord record;
    private int next = 12;

    /**
     * Reads a record that was decoded.
     *
     * @param database OID of the database whose files and relations are of interest
     */
    TransactionEnd(WalRecord record, int database) {
        this.record = record;
        this.committed = record.operation() == WalOperation.COMMIT || isPreparedCommit(record);
        this.at = time(record);
        int xinfo = (record.info() & HAS_XINFO) == 0 ? 0 : record.main32(8);
        if ((xinfo & DATABASE_INFO) != 0) {
            next += 8;
        }
        if ((xinfo & SUBTRANSACTIONS) != 0) {
            readSubtransactions();
        }
        if ((xinfo & REMOVED_FILES) != 0) {
            readRemovedFiles(database);
        }
        if ((xinfo & DROPPED_STATISTICS) != 0 && record.format.tellsDropped()) {
            readDroppedStatistics(database);
        }
        if ((xinfo & INVALIDATIONS) != 0) {
            next += 4 + 16 * record.main32(next);
        }
        boolean prepared = isPreparedCommit(record) || record.operation() == WalOperation.ABORT_PREPARED;
        this.xid = !prepared ? record.xidBits() : (xinfo & TWO_PHASE) == 0 ? 0 : record.main32(next);
    }

    /** Whether the record ends a transaction; the resource manager has other records, too. */
    static boolean isIn(WalRecord record) {
        return record.manager() == ResourceManager.TRANSACTION
                && switch (record.operation()) {
                    case WalOperation.COMMIT,
                            WalOperation.COMMIT_PREPARED,
                            WalOperation.ABORT,
                            WalOperation.ABORT_PREPARED -> true;
                    default -> false;
                };
    }

    /** When the transaction ended, by a record that was decoded. */
    static Instant time(WalRecord record) {
        return EPOCH.plus(record.main64(0), ChronoUnit.MICROS);
    }

    private static boolean isPreparedCommit(WalRecord record) {
        return record.operation() == WalOperation.COMMIT_PREPARED;
    }

    private int count() {
        int count = record.main32(next);
        next += 4;
        return count;
    }

    private void readSubtransactions() {
        int count = count();
        for (int i = 0; i < count; i++, next += 4) {
            subtransactions.add(Integer.toUnsignedLong(record.main32(next)));
        }
    }

    private void readRemovedFiles(int database) {
        int count = count();
        for (int i = 0; i < count; i++, next += 12) {
            if (record.main32(next + 4) == database) {
                removed.add(WalFile.of(record.main32(next), record.main32(next + 8)));
            }
        }
    }

    private void readDroppedStatistics(int database) {
        int count = count();
        // Where the object's id has 64 bits, a relation's OID is its low half.
        int size = record.format.droppedStatisticsBytes();
        for (int i = 0; i < count; i++, next += size) {
            if (record.main32(next) == STATISTICS_OF_RELATION && record.main32(next + 4) == database) {
                forgotten.add(Integer.toUnsignedLong(record.main32(next + 8)));
            }
        }
    }
}
