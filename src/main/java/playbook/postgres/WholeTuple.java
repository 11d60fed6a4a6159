package playbook.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row version with its header, from a page or from a WAL record. A record has of the header only what no transaction
 * changes ({@code xl_heap_header}); the ids are zero then.
 */
final class WholeTuple {

    private WholeTuple() {}

    /** The version at a line pointer of a page, null when there is none. */
    static byte @Nullable [] at(byte[] page, int line) {
        HeapVersion version = new HeapVersion();
        return version.at(page, 0, line)
                ? Arrays.copyOfRange(page, version.offset(), version.offset() + version.length())
                : null;
    }

    /** A version that a record holds whole; null when its bytes are invalid. */
    static byte @Nullable [] inRecord(byte[] bytes, int at, int length) {
        return built(bytes, at, length, 0, 0, null);
    }

    /**
     * The new version of an update record; null when the record has only the difference and the old one is unknown.
     *
     * @param old the version that was replaced, null when it is unknown
     */
    static byte @Nullable [] updated(WalRecord record, WalBlock block, byte @Nullable [] old) {
        ChangedMiddle middle = ChangedMiddle.of(record, block);
        return built(record.bytes, middle.at(), middle.length(), middle.prefix(), middle.suffix(), old);
    }

    /** Header, null bitmap, then the values: those at both ends may be the old version's. */
    private static byte @Nullable [] built(
            byte[] bytes, int at, int length, int prefix, int suffix, byte @Nullable [] old) {
        if (length < CatalogTuple.HEADER_IN_RECORD) {
            return null;
        }
        int header = bytes[at + 4] & 0xFF;
        int bitmap = header - HeapVersion.HEADER;
        int middle = length - CatalogTuple.HEADER_IN_RECORD - bitmap;
        int oldHeader = old == null ? 0 : old[HeapVersion.HEADER - 1] & 0xFF;
        int oldLength = old == null ? 0 : old.length - oldHeader;
        if (bitmap < 0 || middle < 0 || prefix + suffix > oldLength) {
            return null;
        }
        byte[] tuple = new byte[header + prefix + middle + suffix];
        System.arraycopy(bytes, at, tuple, 18, CatalogTuple.HEADER_IN_RECORD);
        System.arraycopy(bytes, at + CatalogTuple.HEADER_IN_RECORD, tuple, HeapVersion.HEADER, bitmap);
        System.arraycopy(bytes, at + CatalogTuple.HEADER_IN_RECORD + bitmap, tuple, header + prefix, middle);
        if (old != null) {
            System.arraycopy(old, oldHeader, tuple, header, prefix);
            System.arraycopy(old, old.length - suffix, tuple, tuple.length - suffix, suffix);
        }
        return tuple;
    }
}
