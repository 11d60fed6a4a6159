package playbook.incident;

import java.util.Locale;

/** A position in the write-ahead log, in bytes since its beginning; written as PostgreSQL does, {@code 0/16B3748}. */
public record Lsn(long value) implements Comparable<Lsn> {

    public static final Lsn ZERO = new Lsn(0);

    /** @throws IllegalArgumentException when the text is not two hexadecimal numbers with a slash between them */
    public static Lsn parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a WAL position: '" + text + "'. HINT: it looks like 0/16B3748.");
        }
        long high = Long.parseLong(text.substring(0, slash), 16);
        long low = Long.parseLong(text.substring(slash + 1), 16);
        return new Lsn(high << 32 | low);
    }

    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    /** Bytes from this position to the later one. */
    public long bytesTo(Lsn later) {
        return later.value - value;
    }

    public Lsn plus(long bytes) {
        return new Lsn(value + bytes);
    }

    /** The name of the segment file that holds this position. */
    public String segment(int timeline, int segmentBytes) {
        long number = Long.divideUnsigned(value, segmentBytes);
        long perFile = 0x1_0000_0000L / segmentBytes;
        return "%08X%08X%08X".formatted(timeline, number / perFile, number % perFile);
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toHexString(value >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(value & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }
}
