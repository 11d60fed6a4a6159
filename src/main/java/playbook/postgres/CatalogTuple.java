package playbook.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A row of a catalog as pages and WAL records hold it: behind a header and a bitmap of nulls. */
final class CatalogTuple {

    private static final int HEADER = 23;

    /** How long the header is in a WAL record, which has not all of it. */
    static final int HEADER_IN_RECORD = 5;

    private static final int PREFIX_FROM_OLD = 1 << 5;
    private static final int SUFFIX_FROM_OLD = 1 << 6;

    private CatalogTuple() {}

    /** The row that a line pointer of a page shows, null when it shows none. */
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

    /** A whole row out of a record; null when it makes no sense. */
    static byte @Nullable [] inRecord(byte[] bytes, int at, int length) {
        return inRecord(bytes, at, length, 0, 0, new byte[0]);
    }

    /**
     * The row that a record of an update writes to this block; null when the record holds the difference only, and the row
     * before is not known.
     */
    static byte @Nullable [] updated(WalRecord record, WalBlock block, byte @Nullable [] before) {
        int flags = record.main8(7);
        int at = block.dataAt;
        int prefix = 0;
        int suffix = 0;
        if ((flags & PREFIX_FROM_OLD) != 0) {
            prefix = WalPage.uint16(record.bytes, at);
            at += 2;
        }
        if ((flags & SUFFIX_FROM_OLD) != 0) {
            suffix = WalPage.uint16(record.bytes, at);
            at += 2;
        }
        byte[] old = before == null ? new byte[0] : before;
        return inRecord(record.bytes, at, block.dataAt + block.dataLength - at, prefix, suffix, old);
    }

    /**
     * A row out of a record that holds only what differs from the row before; null when it makes no sense.
     *
     * @param prefix how many of its first bytes are those of the row before
     * @param suffix how many of its last bytes are
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
