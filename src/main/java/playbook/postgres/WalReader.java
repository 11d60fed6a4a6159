package playbook.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/**
 * Reads WAL records in order, from a position to a position. Every record's checksum and link to its predecessor is
 * checked. Unreadable WAL before readable WAL is a {@link Gap}, which is reported and skipped; unreadable WAL with
 * nothing after it is the end of the WAL.
 */
public final class WalReader implements AutoCloseable {

    /** @param what names the missing segments, or says what is wrong with the bytes */
    public record Gap(Lsn from, Lsn to, String what) {}

    /** @param reached true at the requested end, false when the WAL ends before it */
    public record End(Lsn at, boolean reached, String why) {}

    private static final int PAGE = WalPage.BYTES;

    private final WalSource source;
    private final int segmentBytes;
    private final long start;
    private final long until;
    private final WalPages pages;
    private final WalCursor cursor;
    private final WalRecord record;
    private final List<Gap> gaps = new ArrayList<>();
    private @Nullable End end;

    public WalReader(WalSource source, WalHistory history, Lsn start, Lsn until) throws IOException {
        this.source = source;
        this.segmentBytes = source.segmentBytes();
        this.start = start.value();
        this.until = WalPage.written(until, segmentBytes).value();
        this.pages = new WalPages(source, history);
        this.cursor = new WalCursor(pages, segmentBytes, start.value() & -PAGE);
        this.record = cursor.record();
    }

    public WalRecord record() {
        return record;
    }

    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    Lsn begin() {
        return new Lsn(start);
    }

    int gapsSoFar() {
        return gaps.size();
    }

    /** Why {@link #next} returned false. */
    public End end() {
        if (end == null) {
            throw new IllegalStateException("the reader has not come to its end");
        }
        return end;
    }

    /** Number of bytes from the start to the reader's position. */
    public long bytes() {
        return Math.max(0, Math.min(cursor.position(), until) - start);
    }

    /** Goes to the next record that begins at or after the start; false at the end. */
    public boolean next() throws IOException {
        while (end == null) {
            if (Long.compareUnsigned(cursor.position(), until) >= 0) {
                end = new End(new Lsn(cursor.position()), true, "the wished end");
            } else if (cursor.advance()) {
                if (Long.compareUnsigned(record.lsn, start) >= 0) {
                    return true;
                }
            } else if (!cursor.failure().isEmpty()) {
                passOver(cursor.position(), cursor.failure());
            }
        }
        return false;
    }

    /** Looks for the next readable page and notes the gap before it; without such a page, this is the end. */
    private void passOver(long broken, String why) throws IOException {
        if (pages.failedPage() >= 0 && Long.compareUnsigned(pages.failedPage(), until) >= 0) {
            // The server flushes whole pages: its position may lie in a record whose rest is not written yet.
            end = new End(new Lsn(broken), true, "a record that goes on behind the wished end");
            return;
        }
        long next = pages.nextSound((broken & -PAGE) + PAGE, until);
        if (next < 0) {
            end = new End(new Lsn(broken), false, why);
            if (until != Long.MAX_VALUE) {
                gaps.add(new Gap(new Lsn(broken), new Lsn(until), why));
            }
            return;
        }
        gaps.add(new Gap(new Lsn(broken), new Lsn(next), where(broken, why, next)));
        cursor.jump(next);
    }

    private String where(long broken, String why, long next) {
        if (!why.startsWith("segment ")) {
            return "segment " + pages.segmentName(broken) + ": " + why;
        }
        return why.endsWith(" is missing")
                ? missing(why.substring("segment ".length(), why.length() - " is missing".length()), next)
                : why;
    }

    private String missing(String first, long next) {
        String last = pages.segmentName(next - segmentBytes);
        return first.equals(last)
                ? "segment " + first + " is missing"
                : "segments " + first + " to " + last + " are missing";
    }

    /** Address of the first byte of the segment with this name. */
    static long segmentStart(String name, int segmentBytes) {
        long perFile = 0x1_0000_0000L / segmentBytes;
        return (Long.parseLong(name.substring(8, 16), 16) * perFile + Long.parseLong(name.substring(16), 16))
                * segmentBytes;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
