package playbook.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Pattern;
import playbook.incident.Lsn;

/** The layout of a WAL page, little-endian, as {@code access/xlog_internal.h} has it; what differs is in {@link WalFormat}. */
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

    /** The format of the major version which writes such pages; empty when the magic number is none of theirs. */
    static Optional<WalFormat> format(byte[] bytes, int page) {
        return WalFormat.of(magic(bytes, page));
    }

    static int magic(byte[] bytes, int page) {
        return uint16(bytes, page);
    }

    static boolean isLong(byte[] bytes, int page) {
        return format(bytes, page).isPresent() && (uint16(bytes, page + 2) & IS_LONG) != 0;
    }

    static boolean startsWithContinuation(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & FIRST_IS_CONTINUATION) != 0;
    }

    /**
     * Whether the record that continues on the page before was given up after a crash
     * (XLP_FIRST_IS_OVERWRITE_CONTRECORD).
     */
    static boolean startsOver(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & FIRST_IS_OVERWRITTEN) != 0;
    }

    static int timeline(byte[] bytes, int page) {
        return int32(bytes, page + 4);
    }

    static long address(byte[] bytes, int page) {
        return int64(bytes, page + 8);
    }

    /** Number of remaining bytes of the record that began on an earlier page. */
    static int remaining(byte[] bytes, int page) {
        return int32(bytes, page + 16);
    }

    static long systemIdentifier(byte[] bytes, int page) {
        return int64(bytes, page + 24);
    }

    static int segmentBytes(byte[] bytes, int page) {
        return int32(bytes, page + 32);
    }

    /**
     * The end of the records before a position. {@code pg_current_wal_insert_lsn()} may point just after a page header,
     * before that page or its segment exists; then this returns the beginning of the page.
     */
    static Lsn written(Lsn position, int segmentBytes) {
        long inPage = position.value() & (BYTES - 1);
        int header = (position.value() & (segmentBytes - 1)) < BYTES ? LONG_HEADER : SHORT_HEADER;
        return inPage <= header ? new Lsn(position.value() - inPage) : position;
    }

    /** The next address at which a record can begin ({@code MAXALIGN}). */
    static long aligned(long address) {
        return (address + 7) & -8L;
    }

    static int headerBytes(byte[] bytes, int page) {
        return (uint16(bytes, page + 2) & IS_LONG) != 0 ? LONG_HEADER : SHORT_HEADER;
    }
}
