package playbook.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import playbook.incident.HintedException;

/**
 * What a few transactions did to the rows of one table: versions that they ended, which stay in its file until something
 * prunes them, and versions that they wrote. Their WAL tells each place; what the file has no more comes from page
 * images in the WAL. All are collected in a new file of the same table, each visible and marked by its {@code xmin}.
 */
public final class HeapRows implements AutoCloseable {

    /** The {@code xmin} of a row as it was before the transactions. */
    public static final int BEFORE = 3;

    /** The {@code xmin} of a row as they left it. */
    public static final int AFTER = 4;

    private static final String MEMBERS = """
            SELECT m.xid::pg_catalog.text
              FROM pg_catalog.pg_get_multixact_members(?::pg_catalog.text::pg_catalog.xid) AS m
             WHERE m.mode IN ('nokeyupd', 'upd')""";
    private static final byte EXTERNAL = 0x01;
    private static final byte ON_DISK = 18;
    private static final int POINTER = 18;

    private final Connection patient;
    private final Set<Long> transactions;
    private final boolean checksums;
    private final HeapFileWriter writer;
    private final long largeValuesTable;
    private final TuplePlaces before;
    private final TuplePlaces after;
    private final Map<Long, Long> enders = new HashMap<>();
    private final Set<Long> largeValues = new HashSet<>();
    private long moved;
    private long fromWal;

    /**
     * @param patient the server whose file is read, which knows the members of groups of transactions
     * @param transactions ids of the transactions, with those of their subtransactions
     * @param places where they ended and wrote versions of the table
     * @param checksums whether the cluster's pages have checksums
     * @param to the new file
     * @param largeValuesTable OID of the table of its large values, 0 when it has none
     */
    public HeapRows(
            Connection patient,
            Set<Long> transactions,
            RowPlaces places,
            boolean checksums,
            Path to,
            long largeValuesTable) {
        this.patient = patient;
        this.transactions = transactions;
        this.checksums = checksums;
        this.writer = new HeapFileWriter(to, checksums);
        this.largeValuesTable = largeValuesTable;
        this.before = places.before();
        this.after = places.after();
    }

    /**
     * Collects what the table's own file still has.
     *
     * @param progress gets the bytes of each page that was looked at
     */
    public void read(Path file, LongConsumer progress) throws IOException {
        new HeapFileReader(file, checksums, progress).all(this::sees);
    }

    private boolean sees(HeapVersion version, int page, int line) throws IOException {
        boolean wasEnded = before.contains(page, line)
                && transactions.contains(
                        version.endedByOneOfSeveral() ? oneOfSeveral(version.ender()) : version.ender());
        // Another version may stand at the place since, where the one that is looked for was pruned.
        boolean wasWritten = after.contains(page, line) && transactions.contains(version.writer());
        if (!wasEnded && !wasWritten) {
            return false;
        }
        (wasEnded ? before : after).remove(page, line);
        moved += wasEnded && version.movedToAnotherPartition() ? 1 : 0;
        collect(version.bytes(), version.offset(), version.length(), wasEnded ? BEFORE : AFTER);
        return true;
    }

    private void collect(byte[] bytes, int offset, int length, int mark) throws IOException {
        writer.add(bytes, offset, length, mark);
        if (largeValuesTable != 0) {
            rememberLargeValues(bytes, offset, length);
        }
    }

    /** Looks for what is still missing in the WAL; it ends when all is found. */
    RowImages images() {
        return new RowImages(transactions, before, after, (tuple, mark) -> {
            collect(tuple, 0, tuple.length, mark);
            fromWal++;
        });
    }

    /** After the last version was collected. */
    public void finish() throws IOException {
        writer.finish();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** The one of a group of transactions that ended the version; the others only held locks. */
    private long oneOfSeveral(long group) {
        return enders.computeIfAbsent(group, this::ask);
    }

    private long ask(long group) {
        try (PreparedStatement statement = patient.prepareStatement(MEMBERS)) {
            statement.setString(1, Long.toString(group));
            try (ResultSet member = statement.executeQuery()) {
                return member.next() ? Long.parseLong(member.getString(1)) : 0;
            }
        } catch (SQLException e) {
            throw new HintedException(
                    "who ended a row as one of several transactions (group " + group + ") is not known: "
                            + e.getMessage(),
                    "its rows are not taken from there; a base backup has them.",
                    e);
        }
    }

    /** A reference is found by its bytes; what only looks like one makes a value too many be copied. */
    private void rememberLargeValues(byte[] bytes, int offset, int length) {
        int end = offset + length - POINTER;
        for (int at = offset + (bytes[offset + 22] & 0xFF); at <= end; at++) {
            if (bytes[at] == EXTERNAL
                    && bytes[at + 1] == ON_DISK
                    && Integer.toUnsignedLong(WalPage.int32(bytes, at + 14)) == largeValuesTable) {
                largeValues.add(Integer.toUnsignedLong(WalPage.int32(bytes, at + 10)));
            }
        }
    }

    /** Ids of the large values that the collected rows refer to. */
    public Set<Long> largeValues() {
        return largeValues;
    }

    /** Number of versions that were found neither in the file nor in the WAL. */
    public long missing() {
        return before.size() + after.size();
    }

    /** Number of versions that the file had no more and the WAL's page images have. */
    public long fromWal() {
        return fromWal;
    }

    /** How many of the ended versions live on in another partition. */
    public long moved() {
        return moved;
    }
}
