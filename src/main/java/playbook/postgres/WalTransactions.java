package playbook.postgres;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/**
 * Tells each committed transaction of one database, in commit order, with its row changes counted. Prepared transactions
 * count when they are committed. A transaction that began before the reader's start is told by what lies behind it.
 */
public final class WalTransactions {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int HAS_XINFO = 0x80;
    private static final int DATABASE_INFO = 1;
    private static final int SUBTRANSACTIONS = 1 << 1;
    private static final int REMOVED_FILES = 1 << 2;
    private static final int INVALIDATIONS = 1 << 3;
    private static final int TWO_PHASE = 1 << 4;
    private static final int DROPPED_STATISTICS = 1 << 8;
    private static final int STATISTICS_OF_RELATION = 2;

    private static final int DELETE_OF_SPECULATION = 1 << 3;
    private static final int DELETE_OF_PARTITION_MOVE = 1 << 4;

    /** What one transaction or subtransaction has done so far. */
    private static final class Work {
        final long first;
        final Map<WalFile, WalTransaction.Rows> rows = new LinkedHashMap<>(4);
        final List<Long> locked = new ArrayList<>(0);
        final Set<WalFile> created = new HashSet<>(0);
        final Set<WalFile> imaged = new HashSet<>(0);
        final Set<Long> truncated = new HashSet<>(0);
        final CatalogChanges catalog = new CatalogChanges();
        int lastTablespace;
        int lastRelation;
        WalTransaction.@Nullable Rows lastRows;

        Work(long first) {
            this.first = first;
        }

        WalTransaction.Rows rows(int tablespace, int relation) {
            if (lastRows == null || lastRelation != relation || lastTablespace != tablespace) {
                lastRows = rows.computeIfAbsent(WalFile.of(tablespace, relation), WalTransaction.Rows::new);
                lastRelation = relation;
                lastTablespace = tablespace;
            }
            return lastRows;
        }
    }

    private final WalReader reader;
    private final int database;
    private final Consumer<WalTransaction> committed;
    private final Map<Integer, Work> open = new HashMap<>();
    private int lastXid;
    private @Nullable Work lastWork;
    private final @Nullable WalCatalog catalog;
    private long firstNextXid;
    private long lsn;
    private @Nullable Lsn firstRedo;

    /** @param database OID of the database whose rows count */
    public WalTransactions(WalReader reader, long database, Consumer<WalTransaction> committed) {
        this.reader = reader;
        this.database = (int) database;
        this.committed = committed;
        this.catalog = null;
    }

    /** Follows the catalogs too: what the relations learn on the way names files that the catalog has forgotten. */
    public WalTransactions(WalReader reader, WalRelations relations, Consumer<WalTransaction> committed) {
        this.reader = reader;
        this.database = (int) relations.database();
        this.committed = committed;
        this.catalog = new WalCatalog(relations, xid -> work(xid, lsn).catalog);
    }

    /** @param position told now and then, for progress */
    public WalReader.End readAll(LongConsumer position) throws IOException {
        int untilTold = 0;
        int gaps = 0;
        while (reader.next()) {
            if (catalog != null && gaps != reader.gapsSoFar()) {
                // What the catalogs' pages held may have changed in what was not read.
                catalog.startOver();
                gaps = reader.gapsSoFar();
            }
            accept(reader.record());
            if (--untilTold < 0) {
                position.accept(reader.bytes());
                untilTold = 10_000;
            }
        }
        return reader.end();
    }

    private void accept(WalRecord record) {
        lsn = record.lsn;
        switch (record.manager()) {
            case WalRecord.RELATION_MAP -> map(record);
            case WalRecord.HEAP -> heap(record);
            case WalRecord.HEAP2 -> heap2(record);
            case WalRecord.TRANSACTION -> transaction(record);
            case WalRecord.STANDBY -> standby(record);
            case WalRecord.STORAGE -> create(record);
            case WalRecord.XLOG -> image(record);
            default -> {}
        }
    }

    private void heap(WalRecord record) {
        int operation = record.info() & 0x70;
        if ((operation > 0x40 && catalog == null) || !record.decode()) {
            return;
        }
        if (catalog != null && operation != 0x30) {
            catalog.accept(record);
        }
        if (record.xidBits() == 0 || operation > 0x40) {
            return;
        }
        if (operation == 0x30) {
            truncate(record);
            return;
        }
        if (record.database() != database) {
            return;
        }
        WalTransaction.Rows rows = work(record).rows(record.tablespace(), record.relation());
        switch (operation) {
            case 0x00 -> rows.insert(record.firstPage(), record.main16(0));
            case 0x10 -> {
                int flags = record.main8(7);
                if ((flags & DELETE_OF_SPECULATION) != 0) {
                    rows.takeBack(record.firstPage(), record.main16(4));
                } else {
                    rows.delete(record.firstPage(), record.main16(4), (flags & DELETE_OF_PARTITION_MOVE) != 0);
                }
            }
            default -> rows.update(record.secondPage(), record.main16(4), record.firstPage(), record.main16(12));
        }
    }

    private void truncate(WalRecord record) {
        if (record.main32(0) == database) {
            for (int i = 0; i < record.main32(4); i++) {
                work(record).truncated.add(Integer.toUnsignedLong(record.main32(12 + 4 * i)));
            }
        }
    }

    private void map(WalRecord record) {
        if (catalog != null) {
            catalog.map(record);
        }
    }

    private void heap2(WalRecord record) {
        boolean multiInsert = (record.info() & 0x70) == 0x50;
        if ((!multiInsert && catalog == null) || !record.decode()) {
            return;
        }
        if (catalog != null) {
            catalog.accept(record);
        }
        if (multiInsert && record.xidBits() != 0 && record.database() == database) {
            WalTransaction.Rows rows = work(record).rows(record.tablespace(), record.relation());
            boolean newPage = (record.info() & 0x80) != 0;
            for (int i = 0; i < record.main16(2); i++) {
                rows.insert(record.firstPage(), newPage ? i + 1 : record.main16(4 + 2 * i));
            }
        }
    }

    private void standby(WalRecord record) {
        int operation = record.info() & 0xF0;
        if (operation == 0x00 && record.decode()) {
            lock(record);
        } else if (operation == 0x10 && firstNextXid == 0 && record.decode()) {
            firstNextXid = Integer.toUnsignedLong(record.main32(12));
        }
    }

    private void lock(WalRecord record) {
        for (int i = 0; i < record.main32(0); i++) {
            int at = 4 + 12 * i;
            if (record.main32(at + 4) == database) {
                work(record.main32(at), record.lsn).locked.add(Integer.toUnsignedLong(record.main32(at + 8)));
            }
        }
    }

    private void create(WalRecord record) {
        if ((record.info() & 0xF0) == 0x10
                && record.xidBits() != 0
                && record.decode()
                && record.main32(4) == database) {
            work(record).created.add(WalFile.of(record.main32(0), record.main32(8)));
        }
    }

    private void image(WalRecord record) {
        int operation = record.info() & 0xF0;
        if (operation <= 0x10 && firstRedo == null && record.decode()) {
            Lsn redo = new Lsn(record.main64(0));
            firstRedo = redo.isBefore(reader.begin()) ? null : redo;
        }
        if ((operation != 0xB0 && operation != 0xA0) || !record.decode()) {
            return;
        }
        if (catalog != null) {
            catalog.accept(record);
        }
        if (operation == 0xB0 && record.xidBits() != 0 && record.database() == database) {
            work(record).imaged.add(WalFile.of(record.tablespace(), record.relation()));
        }
    }

    private Work work(WalRecord record) {
        return work(record.xidBits(), record.lsn);
    }

    private Work work(int xid, long lsn) {
        if (lastWork == null || lastXid != xid) {
            lastWork = open.computeIfAbsent(xid, id -> new Work(lsn));
            lastXid = xid;
        }
        return lastWork;
    }

    private void transaction(WalRecord record) {
        int operation = record.info() & 0x70;
        boolean commit = operation == 0x00 || operation == 0x30;
        boolean abort = operation == 0x20 || operation == 0x40;
        if ((!commit && !abort) || !record.decode()) {
            return;
        }
        Ending ending = Ending.read(record, database);
        lastWork = null;
        int top = operation == 0x30 || operation == 0x40 ? ending.preparedXid : record.xidBits();
        List<Work> parts = new ArrayList<>();
        take(top, parts);
        ending.subtransactions.forEach(sub -> take(sub.intValue(), parts));
        if (commit && catalog != null) {
            catalog.committed(top, ending.removed);
        }
        if (commit && !parts.isEmpty()) {
            committed.accept(whole(record, top, ending, parts, catalog != null));
        }
    }

    private void take(int xid, List<Work> parts) {
        Work part = open.remove(xid);
        if (part != null) {
            parts.add(part);
        }
    }

    private static WalTransaction whole(
            WalRecord record, int top, Ending ending, List<Work> parts, boolean catalogRead) {
        Work all = parts.get(0);
        long first = all.first;
        for (Work part : parts.subList(1, parts.size())) {
            first = Math.min(first, part.first);
            part.rows.forEach((file, rows) ->
                    all.rows.computeIfAbsent(file, WalTransaction.Rows::new).add(rows));
            all.locked.addAll(part.locked);
            all.created.addAll(part.created);
            all.imaged.addAll(part.imaged);
            all.catalog.add(part.catalog);
            all.truncated.addAll(part.truncated);
        }
        Set<WalFile> removed = new LinkedHashSet<>(ending.removed);
        removed.removeAll(all.created);
        Collection<WalTransaction.Rows> rows = all.rows.values();
        rows.forEach(WalTransaction.Rows::settle);
        return new WalTransaction(
                Integer.toUnsignedLong(top),
                ending.subtransactions,
                new Lsn(first),
                record.lsn(),
                record.endLsn(),
                record.timeline(),
                record.format.major(),
                ending.at,
                rows,
                all.locked,
                all.created,
                removed,
                ending.forgotten,
                all.truncated,
                all.imaged,
                all.catalog,
                catalogRead);
    }

    /** What a commit record says: of which top transaction, until where, when. */
    public record Commit(long xid, Lsn end, Instant at) {}

    /** Reads one commit record again; empty when no commit record can be read at that position. */
    public static Optional<Commit> commitAt(WalSource source, WalHistory history, Lsn commit) throws IOException {
        WalReader reader = new WalReader(source, history, commit, commit.plus(1));
        if (!reader.next() || !reader.record().lsn().equals(commit)) {
            return Optional.empty();
        }
        WalRecord record = reader.record();
        int operation = record.info() & 0x70;
        boolean committed = operation == 0x00 || operation == 0x30;
        if (record.manager() != WalRecord.TRANSACTION || !committed || !record.decode()) {
            return Optional.empty();
        }
        Ending ending = Ending.read(record, 0);
        int xid = operation == 0x30 ? ending.preparedXid : record.xidBits();
        return Optional.of(new Commit(Integer.toUnsignedLong(xid), record.endLsn(), ending.at));
    }

    /** When the transaction of this record ended; empty when the record ends none. */
    static Optional<Instant> endedAt(WalRecord record) {
        int operation = record.info() & 0x70;
        boolean ends = operation == 0x00 || operation == 0x20 || operation == 0x30 || operation == 0x40;
        return record.manager() == WalRecord.TRANSACTION && ends && record.decode()
                ? Optional.of(EPOCH.plus(record.main64(0), ChronoUnit.MICROS))
                : Optional.empty();
    }

    /**
     * True when the transaction may have begun before the reader's start, so that some of its work was not seen. Until the
     * first list of running transactions has been read, each may have.
     */
    public boolean mayHaveBegunEarlier(long xid) {
        return firstNextXid == 0 || (int) (xid - firstNextXid) < 0;
    }

    /**
     * True when a checkpoint began between the reader's start and this position: every page that changed behind it was
     * written whole first, so that no catalog's row changed without its content being known.
     */
    public boolean knowsPagesFrom(Lsn position) {
        return firstRedo != null && !position.isBefore(firstRedo);
    }

    /** A commit or abort record, read. */
    static final class Ending {
        final Instant at;
        final List<Long> subtransactions = new ArrayList<>(0);
        final Set<WalFile> removed = new LinkedHashSet<>(0);
        final Set<Long> forgotten = new LinkedHashSet<>(0);
        int preparedXid;

        private Ending(Instant at) {
            this.at = at;
        }

        static Ending read(WalRecord record, int database) {
            Ending ending = new Ending(EPOCH.plus(record.main64(0), ChronoUnit.MICROS));
            if ((record.info() & HAS_XINFO) == 0) {
                return ending;
            }
            int xinfo = record.main32(8);
            int at = 12;
            if ((xinfo & DATABASE_INFO) != 0) {
                at += 8;
            }
            if ((xinfo & SUBTRANSACTIONS) != 0) {
                int count = record.main32(at);
                at += 4;
                for (int i = 0; i < count; i++, at += 4) {
                    ending.subtransactions.add(Integer.toUnsignedLong(record.main32(at)));
                }
            }
            if ((xinfo & REMOVED_FILES) != 0) {
                int count = record.main32(at);
                at += 4;
                for (int i = 0; i < count; i++, at += 12) {
                    if (record.main32(at + 4) == database) {
                        ending.removed.add(WalFile.of(record.main32(at), record.main32(at + 8)));
                    }
                }
            }
            if ((xinfo & DROPPED_STATISTICS) != 0 && record.format.tellsDropped()) {
                int count = record.main32(at);
                at += 4;
                // Where the object's id has 64 bits, a relation's OID is its low half.
                int size = record.format.droppedStatisticsBytes();
                for (int i = 0; i < count; i++, at += size) {
                    if (record.main32(at) == STATISTICS_OF_RELATION && record.main32(at + 4) == database) {
                        ending.forgotten.add(Integer.toUnsignedLong(record.main32(at + 8)));
                    }
                }
            }
            if ((xinfo & INVALIDATIONS) != 0) {
                at += 4 + 16 * record.main32(at);
            }
            if ((xinfo & TWO_PHASE) != 0) {
                ending.preparedXid = record.main32(at);
            }
            return ending;
        }
    }
}
