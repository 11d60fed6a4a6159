package playbook.postgres;

import java.io.IOException;
import playbook.incident.Lsn;

/**
 * A reading position in the WAL. Reads the record at the position, checks its CRC and its link to the previous record,
 * and moves to the next one.
 */
final class WalCursor {

    private static final int PAGE = WalPage.BYTES;
    private static final int LONGEST_RECORD = 1020 * 1024 * 1024;

    private final WalPages pages;
    private final byte[] chunk;
    private final int segmentBytes;
    private final WalRecord record = new WalRecord();
    private final SplitRecord split = new SplitRecord();
    private long position;
    private long previous;
    private boolean aligned;
    private String failure = "";

    /** @param position the beginning of a page */
    WalCursor(WalPages pages, int segmentBytes, long position) {
        this.pages = pages;
        this.chunk = pages.bytes();
        this.segmentBytes = segmentBytes;
        this.position = position;
    }

    WalRecord record() {
        return record;
    }

    long position() {
        return position;
    }

    /** Why the last move failed; empty when it did not. */
    String failure() {
        return failure;
    }

    /** Goes to the beginning of another page. */
    void jump(long page) {
        position = page;
        aligned = false;
        failure = "";
    }

    /**
     * Returns true when a record was read. False without a failure means that the cursor only moved closer to a record.
     */
    boolean advance() throws IOException {
        failure = "";
        return aligned ? read() : align();
    }

    /**
     * Moves from the beginning of a page to the first record on it or after it; always returns false without a failure.
     */
    private boolean align() throws IOException {
        int page = pages.at(position);
        if (page < 0) {
            return fail(pages.failure());
        }
        int header = WalPage.headerBytes(chunk, page);
        long rest = WalPage.startsWithContinuation(chunk, page)
                ? Integer.toUnsignedLong(WalPage.remaining(chunk, page))
                : 0;
        if (rest > PAGE - header) {
            position += PAGE;
            return false;
        }
        position = WalPage.aligned(position + header + rest);
        previous = 0;
        aligned = true;
        return false;
    }

    private boolean read() throws IOException {
        int page = pages.at(position & -PAGE);
        if (page < 0) {
            return fail(pages.failure());
        }
        int offset = (int) (position & (PAGE - 1));
        if (offset == 0) {
            if (WalPage.startsWithContinuation(chunk, page)) {
                return fail("a continuation where a record should begin");
            }
            offset = WalPage.headerBytes(chunk, page);
            position += offset;
        }
        int at = page + offset;
        int length = WalPage.int32(chunk, at);
        if (length == 0) {
            return fail("zeros where a record should begin");
        }
        if (length < WalRecord.HEADER || length > LONGEST_RECORD) {
            return fail("a record cannot be " + Integer.toUnsignedString(length) + " bytes long");
        }
        int here = PAGE - offset;
        if (here >= WalRecord.HEADER && !linked(chunk, at)) {
            return fail("the record does not follow " + new Lsn(previous));
        }
        record.timeline = pages.timeline();
        record.format = pages.format();
        record.lsn = position;
        record.length = length;
        if (length <= here) {
            record.bytes = chunk;
            record.at = at;
            return check(WalPage.aligned(position + length));
        }
        if (!split.collect(pages, position, at, here, length)) {
            if (split.failure().isEmpty()) {
                // The server crashed while writing this record and continued after it: the record does not exist.
                position = split.end();
                previous = 0;
            }
            return fail(split.failure());
        }
        record.bytes = split.bytes();
        record.at = 0;
        return check(split.end());
    }

    private boolean check(long after) {
        if (!linked(record.bytes, record.at)) {
            return fail("the record does not follow " + new Lsn(previous));
        }
        if (!record.checksumRight()) {
            return fail("the record's checksum is wrong");
        }
        boolean switched = record.manager() == ResourceManager.XLOG && record.operation() == WalOperation.SWITCH;
        record.endLsn = switched ? (after + segmentBytes - 1) & -(long) segmentBytes : after;
        previous = record.lsn;
        position = record.endLsn;
        return true;
    }

    private boolean linked(byte[] bytes, int at) {
        return previous == 0 || WalPage.int64(bytes, at + 8) == previous;
    }

    private boolean fail(String why) {
        failure = why;
        return false;
    }
}
