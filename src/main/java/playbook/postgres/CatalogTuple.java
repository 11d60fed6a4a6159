package playbook.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Extracts a catalog row from a page or a WAL record, where a tuple header and a null bitmap precede it. */
final class CatalogTuple {

    private static final int HEADER = 23;

    /** Length of the shortened tuple header in a WAL record (xl_heap_header). */
    static final int HEADER_IN_RECORD = 5;

    private CatalogTuple() {}

    /** The row at a line pointer of a page, null when there is none. */
    static byte @Nullable [] at(byte[] bytes, int page, int line) {
        int item = WalPage.int32(bytes, page + line);
        int offset = item & 0x7FFF;
        int length = item >>> 17;
        boolean normal = (item >>> 15 & 3) == 1;
        if (!normal || length <= HEADER || offset + length > WalPage.BYTES) {
            return null;
        }
        int header = bytes[page + offset + HEADER - 1] & 0xFF;
        return header > length ? null : Arrays.copyOfRange(bytes, page + offset + header, page + offset + length);
    }

    /** A complete row from a record; null when its bytes are invalid. */
    static byte @Nullable [] inRecord(byte[] bytes, int at, int length) {
        return inRecord(bytes, at, length, 0, 0, new byte[0]);
    }

    /**
     * The new row that an update record writes to this block; null when the record has only the difference and the old
     * row is unknown.
     */
    static byte @Nullable [] updated(WalRecord record, WalBlock block, byte @Nullable [] before) {
        ChangedMiddle middle = ChangedMiddle.of(record, block);
        byte[] old = before == null ? new byte[0] : before;
        return inRecord(record.bytes, middle.at(), middle.length(), middle.prefix(), middle.suffix(), old);
    }

    /**
     * A row from a record that has only the difference to the old row; null when its bytes are invalid.
     *
     * @param prefix number of first bytes that are taken from the old row
     * @param suffix number of last bytes that are taken from the old row
     */
    private static byte @Nullable [] inRecord(byte[] bytes, int at, int length, int prefix, int suffix, byte[] before) {
        if (length < HEADER_IN_RECORD || prefix + suffix > before.length) {
            return null;
        }
        int bitmap = (bytes[at + 4] & 0xFF) - HEADER;
        int middle = length - HEADER_IN_RECORD - bitmap;
        if (bitmap < 0 || middle < 0) {
            return null;
        }
        byte[] row = new byte[prefix + middle + suffix];
        System.arraycopy(before, 0, row, 0, prefix);
        System.arraycopy(bytes, at + HEADER_IN_RECORD + bitmap, row, prefix, middle);
        System.arraycopy(before, before.length - suffix, row, prefix + middle, suffix);
        return row;
    }
}
