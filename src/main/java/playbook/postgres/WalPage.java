package playbook.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.regex.Pattern;
import playbook.incident.Lsn;

/** The layout of a WAL page, little-endian, as {@code access/xlog_internal.h} of PostgreSQL 13 to 18 has it. */
final class WalPage {

    static final int BYTES = 8192;
    static final Pattern SEGMENT_NAME = Pattern.compile("[0-9A-F]{24}");

    private static final int SHORT_HEADER = 24;
    private static final int LONG_HEADER = 40;
    private static final int FIRST_IS_CONTINUATION = 0x0001;
    private static final int IS_LONG = 0x0002;
    private static final int FIRST_IS_OVERWRITTEN = 0x0008;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private WalPage() {}

    static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static int uint16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    /** PostgreSQL's major version which writes such pages, 0 when the magic number is none of theirs. */
    static int major(byte[] bytes, int page) {
        return switch (uint16(bytes, page)) {
            case 0xD106 -> 13;
            case 0xD10D -> 14;
            case 0xD110 -> 15;
            case 0xD113 -> 16;
            case 0xD116 -> 17;
            case 0xD118 -> 18;
            default -> 0;
        };
    }

    static boolean isLong(byte[] bytes, int page) {
        return major(bytes, page) != 0 && (uint16(bytes, page + 2) & IS_LONG) != 0;
    }

    static boolean startsWithContinuation(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & FIRST_IS_CONTINUATION) != 0;
    }

    /** A crash left half a record before this page, and the server has given it up. */
    static boolean startsOver(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & FIRST_IS_OVERWRITTEN) != 0;
    }

    static int timeline(byte[] bytes, int page) {
        return int32(bytes, page + 4);
    }

    static long address(byte[] bytes, int page) {
        return int64(bytes, page + 8);
    }

    /** What is still to come of the record that began on an earlier page. */
    static int remaining(byte[] bytes, int page) {
        return int32(bytes, page + 16);
    }

    static int segmentBytes(byte[] bytes, int page) {
        return int32(bytes, page + 32);
    }

    /**
     * The end of what is written before a position. On a page that has only its header, which PostgreSQL counts in
     * {@code pg_current_wal_insert_lsn()} before that page or its segment exists, that is where the page begins.
     */
    static Lsn written(Lsn position, int segmentBytes) {
        long inPage = position.value() & (BYTES - 1);
        int header = (position.value() & (segmentBytes - 1)) < BYTES ? LONG_HEADER : SHORT_HEADER;
        return inPage <= header ? new Lsn(position.value() - inPage) : position;
    }

    static int headerBytes(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & IS_LONG) != 0 ? LONG_HEADER : SHORT_HEADER;
    }
}
