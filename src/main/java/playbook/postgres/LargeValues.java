package playbook.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The large values (TOAST) of rows that {@link HeapRows} collected: their parts lie in a table of their own, live or dead
 * there, and what was pruned comes from page images in the WAL. They are collected in a new file of that table.
 */
public final class LargeValues implements AutoCloseable {

    private final Set<Long> wanted;
    private final Set<Long> transactions;
    private final TuplePlaces ended;
    private final TuplePlaces written;
    private final boolean checksums;
    private final HeapFileWriter writer;

    /**
     * @param wanted ids of the values that the rows refer to
     * @param transactions ids of the transactions whose rows these are
     * @param places where they ended and wrote parts of values
     * @param checksums whether the cluster's pages have checksums
     * @param to the new file
     */
    public LargeValues(Set<Long> wanted, Set<Long> transactions, RowPlaces places, boolean checksums, Path to) {
        this.wanted = wanted;
        this.transactions = transactions;
        this.ended = places.before();
        this.written = places.after();
        this.checksums = checksums;
        this.writer = new HeapFileWriter(to, checksums);
    }

    /**
     * Collects what the table's own file still has, whoever has ended it since.
     *
     * @param progress gets the bytes of each page that was looked at
     */
    public void read(Path file, LongConsumer progress) throws IOException {
        new HeapFileReader(file, checksums, progress).all(this::sees);
    }

    private boolean sees(HeapVersion version, int page, int line) throws IOException {
        if (version.neverCommitted()) {
            return false;
        }
        // Another part may stand at the place since, where the one that is looked for was pruned.
        if (transactions.contains(version.ender())) {
            ended.remove(page, line);
        } else if (transactions.contains(version.writer())) {
            written.remove(page, line);
        }
        return collect(version.bytes(), version.offset(), version.length());
    }

    private boolean collect(byte[] bytes, int offset, int length) throws IOException {
        int data = offset + (bytes[offset + HeapVersion.HEADER - 1] & 0xFF);
        if (!wanted.contains(Integer.toUnsignedLong(WalPage.int32(bytes, data)))) {
            return false;
        }
        writer.add(bytes, offset, length, HeapRows.BEFORE);
        return true;
    }

    /** Looks for what is still missing in the WAL; it ends when all is found. */
    RowImages images() {
        return new RowImages(transactions, ended, written, (tuple, mark) -> collect(tuple, 0, tuple.length));
    }

    /** After the last part was collected. */
    public void finish() throws IOException {
        writer.finish();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
