package playbook.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.postgres.HeapRows;
import playbook.postgres.LargeValues;
import playbook.postgres.RowPlaces;
import playbook.postgres.RowsFromWal;
import playbook.postgres.SequencesSetBack;
import playbook.postgres.WalFile;
import playbook.postgres.WalHistory;
import playbook.postgres.WalReader;
import playbook.postgres.WalSource;

/**
 * The rows of all damaged tables, collected from their files and from the WAL into files of the copied database: for each
 * table one with its rows, and the one with the next number for their large values.
 */
final class CollectedRows implements AutoCloseable {

    private final Connection patient;
    private final Culprit culprit;
    private final Set<Long> transactions;
    private final WalSource wal;
    private final WalHistory history;
    private final Map<WalFile, RowPlaces> places;
    private final boolean checksums;
    private final Path database;
    private final long first;
    private final List<HeapRows> tables = new ArrayList<>();

    /**
     * Reads from the WAL where the culprit ended and wrote row versions.
     *
     * @param checksums whether the cluster's pages have checksums
     * @param database folder of the database in the copy's data directory
     */
    CollectedRows(Connection patient, Culprit culprit, WalSource wal, boolean checksums, Path database)
            throws IOException {
        this.patient = patient;
        this.culprit = culprit;
        this.transactions = new HashSet<>(CompareRowsTask.xids(culprit));
        this.wal = wal;
        this.history = WalHistory.of(wal, culprit.timeline());
        this.places = RowPlaces.in(new WalReader(wal, history, culprit.firstLsn(), culprit.lastEnd()), transactions);
        this.checksums = checksums;
        this.database = database;
        this.first = HeapTable.freeNumber(database);
    }

    /** @param progress gets the bytes that were read */
    void collect(List<HeapTable> heaps, LongConsumer progress) throws IOException {
        RowsFromWal missing = fromWal();
        for (HeapTable heap : heaps) {
            HeapRows rows = new HeapRows(
                    patient,
                    transactions,
                    places(heap.file()),
                    checksums,
                    file(number(tables.size())),
                    heap.largeValues());
            tables.add(rows);
            rows.read(heap.rows(), progress);
            missing.of(heap.file(), rows);
        }
        missing.complete(progress);
        for (HeapRows rows : tables) {
            rows.finish();
        }
        collectLargeValues(heaps, progress);
    }

    /** Only after all rows are known: they say which values are wanted. */
    private void collectLargeValues(List<HeapTable> heaps, LongConsumer progress) throws IOException {
        List<LargeValues> all = new ArrayList<>();
        try {
            RowsFromWal missing = fromWal();
            for (int i = 0; i < heaps.size(); i++) {
                HeapTable heap = heaps.get(i);
                if (heap.largeValues() != 0) {
                    LargeValues values = new LargeValues(
                            tables.get(i).largeValues(),
                            transactions,
                            places(heap.largeFile()),
                            checksums,
                            file(number(i) + 1));
                    all.add(values);
                    values.read(heap.largeRows(), progress);
                    missing.of(heap.largeFile(), values);
                }
            }
            missing.complete(progress);
            for (LargeValues values : all) {
                values.finish();
            }
        } finally {
            for (LargeValues values : all) {
                values.close();
            }
        }
    }

    SequencesSetBack sequencesSetBack() throws IOException, SQLException {
        Lsn now = Lsn.parse(Catalog.text(patient, "SELECT pg_catalog.pg_current_wal_flush_lsn()::pg_catalog.text"));
        return SequencesSetBack.in(wal, history, culprit.firstLsn(), now, transactions);
    }

    private RowsFromWal fromWal() {
        return new RowsFromWal(wal, history, culprit.firstLsn(), culprit.lastEnd());
    }

    private RowPlaces places(WalFile file) {
        return places.getOrDefault(file, RowPlaces.NONE);
    }

    private Path file(long number) {
        return database.resolve(Long.toString(number));
    }

    HeapRows table(int index) {
        return tables.get(index);
    }

    /** Of the file with the rows of the table at this index. */
    long number(int index) {
        return first + 2L * index;
    }

    @Override
    public void close() throws IOException {
        for (HeapRows table : tables) {
            table.close();
        }
    }
}
