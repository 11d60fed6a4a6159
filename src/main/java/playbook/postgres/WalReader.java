package playbook.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/**
 * Reads WAL records in order, from a position to a position. Every record's checksum and link to its predecessor is
 * checked. What cannot be read although something readable follows is a {@link Gap}, told and passed over; what cannot be
 * read with nothing behind it is the end of the WAL.
 */
public final class WalReader implements AutoCloseable {

    /** @param what names the missing segments, or says what is wrong with the bytes */
    public record Gap(Lsn from, Lsn to, String what) {}

    /** @param reached true at the wished end, false where the WAL itself ends before it */
    public record End(Lsn at, boolean reached, String why) {}

    private static final int PAGE = WalPage.BYTES;
    private static final int LONGEST_RECORD = 1020 * 1024 * 1024;
    private static final int SWITCH = 0x40;

    private final WalSource source;
    private final WalHistory history;
    private final int segmentBytes;
    private final long start;
    private final long until;
    private final WalRecord record = new WalRecord();
    private final CRC32C checksum = new CRC32C();
    private final List<Gap> gaps = new ArrayList<>();

    private final byte[] chunk;
    private long chunkAddress = -1;
    private int chunkLength;
    private int chunkTimeline;
    private long soundPage = -1;
    private WalFormat soundFormat = WalFormat.KNOWN.get(0);

    private byte[] assembled = new byte[PAGE * 4];
    private long position;
    private long previous;
    private boolean aligned;
    private String failure = "";
    private long failedPage = -1;
    private @Nullable End end;

    public WalReader(WalSource source, WalHistory history, Lsn start, Lsn until) throws IOException {
        this.source = source;
        this.history = history;
        this.segmentBytes = source.segmentBytes();
        this.start = start.value();
        this.until = WalPage.written(until, segmentBytes).value();
        this.chunk = new byte[Math.min(source.chunkBytes(), segmentBytes)];
        this.position = start.value() & -PAGE;
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

    /** Bytes from the start to where the reader stands. */
    public long bytes() {
        return Math.max(0, Math.min(position, until) - start);
    }

    /** Goes to the next record that begins at or after the start; false at the end. */
    public boolean next() throws IOException {
        while (end == null) {
            if (Long.compareUnsigned(position, until) >= 0) {
                end = new End(new Lsn(position), true, "the wished end");
            } else if (aligned ? read() : align()) {
                if (Long.compareUnsigned(record.lsn, start) >= 0) {
                    return true;
                }
            } else if (!failure.isEmpty()) {
                passOver();
            }
        }
        return false;
    }

    /** From the beginning of a page to the beginning of the first record on it or after it. Never yields a record. */
    private boolean align() throws IOException {
        failure = "";
        int page = page(position);
        if (page < 0) {
            return false;
        }
        int header = WalPage.headerBytes(chunk, page);
        long rest = WalPage.startsWithContinuation(chunk, page)
                ? Integer.toUnsignedLong(WalPage.remaining(chunk, page))
                : 0;
        if (rest > PAGE - header) {
            position += PAGE;
            return false;
        }
        position = round8(position + header + rest);
        previous = 0;
        aligned = true;
        return false;
    }

    private boolean read() throws IOException {
        failure = "";
        int page = page(position & -PAGE);
        if (page < 0) {
            return false;
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
        record.timeline = chunkTimeline;
        record.format = soundFormat;
        record.lsn = position;
        long after;
        if (length <= here) {
            record.bytes = chunk;
            record.at = at;
            after = round8(position + length);
        } else {
            after = assemble(at, here, length);
            if (after < 0) {
                return false;
            }
            record.bytes = assembled;
            record.at = 0;
        }
        record.length = length;
        if (!linked(record.bytes, record.at)) {
            return fail("the record does not follow " + new Lsn(previous));
        }
        if (!checksumRight()) {
            return fail("the record's checksum is wrong");
        }
        if (record.manager() == WalRecord.XLOG && (record.info() & 0xF0) == SWITCH) {
            after = (after + segmentBytes - 1) & -(long) segmentBytes;
        }
        record.endLsn = after;
        previous = record.lsn;
        position = after;
        return true;
    }

    /** Collects a record that goes on over pages; returns the position after it, or -1. */
    private long assemble(int at, int here, int length) throws IOException {
        grow(here, 0);
        System.arraycopy(chunk, at, assembled, 0, here);
        int have = here;
        long address = (position & -PAGE) + PAGE;
        while (true) {
            int page = page(address);
            if (page < 0) {
                return -1;
            }
            if (WalPage.startsOver(chunk, page)) {
                // The server crashed in the middle of this record and went on behind it: there is no such record.
                position = address;
                previous = 0;
                return -1;
            }
            int rest = length - have;
            if (!WalPage.startsWithContinuation(chunk, page) || WalPage.remaining(chunk, page) != rest) {
                fail("the record's continuation on page " + new Lsn(address) + " is missing");
                return -1;
            }
            int header = WalPage.headerBytes(chunk, page);
            int part = Math.min(rest, PAGE - header);
            grow(have + part, have);
            System.arraycopy(chunk, page + header, assembled, have, part);
            have += part;
            if (have == length) {
                return round8(address + header + part);
            }
            address += PAGE;
        }
    }

    private void grow(int wanted, int keep) {
        if (assembled.length < wanted) {
            byte[] larger = new byte[Math.max(wanted, assembled.length * 2)];
            System.arraycopy(assembled, 0, larger, 0, keep);
            assembled = larger;
        }
    }

    private boolean linked(byte[] bytes, int at) {
        return previous == 0 || WalPage.int64(bytes, at + 8) == previous;
    }

    private boolean checksumRight() {
        checksum.reset();
        checksum.update(record.bytes, record.at + WalRecord.HEADER, record.length - WalRecord.HEADER);
        checksum.update(record.bytes, record.at, WalRecord.HEADER - 4);
        return (int) checksum.getValue() == WalPage.int32(record.bytes, record.at + 20);
    }

    /** Offset of the page in the chunk, after checking its header; -1 when it cannot be had. */
    private int page(long address) throws IOException {
        if (address == soundPage) {
            return (int) (address - chunkAddress);
        }
        if (chunkAddress < 0 || address < chunkAddress || address >= chunkAddress + chunk.length) {
            load(address);
        }
        int page = (int) (address - chunkAddress);
        failedPage = address;
        if (chunkLength < page + PAGE) {
            fail(chunkLength < 0 ? "segment " + best(address) + " is missing" : segmentName(address) + " is cut off");
            return -1;
        }
        Optional<WalFormat> format = WalPage.format(chunk, page);
        if (WalPage.address(chunk, page) != address || format.isEmpty()) {
            fail(describe(page, address));
            return -1;
        }
        if (!history.contains(WalPage.timeline(chunk, page))) {
            fail("page " + new Lsn(address) + " belongs to timeline " + WalPage.timeline(chunk, page)
                    + ", which is not in the history of timeline " + history.timeline());
            return -1;
        }
        soundPage = address;
        soundFormat = format.get();
        failedPage = -1;
        return page;
    }

    private String describe(int page, long address) {
        if (Arrays.equals(chunk, page, page + 24, new byte[24], 0, 24)) {
            return "page " + new Lsn(address) + " is empty";
        }
        if (WalPage.format(chunk, page).isEmpty()) {
            return "page " + new Lsn(address) + " " + WalFormat.unknown(WalPage.magic(chunk, page));
        }
        return "page " + new Lsn(address) + " still holds page " + new Lsn(WalPage.address(chunk, page));
    }

    private void load(long address) throws IOException {
        soundPage = -1;
        chunkAddress = address & -(long) chunk.length;
        long segment = Long.divideUnsigned(chunkAddress, segmentBytes);
        int offset = (int) Long.remainderUnsigned(chunkAddress, segmentBytes);
        chunkLength = -1;
        for (int timeline : history.candidates(segment, segmentBytes)) {
            chunkLength = source.read(new Lsn(address).segment(timeline, segmentBytes), offset, chunk, chunk.length);
            if (chunkLength >= 0) {
                chunkTimeline = timeline;
                return;
            }
        }
    }

    private String best(long address) {
        long segment = Long.divideUnsigned(address, segmentBytes);
        return new Lsn(address)
                .segment(history.candidates(segment, segmentBytes).get(0), segmentBytes);
    }

    private String segmentName(long address) {
        return "segment " + new Lsn(address).segment(chunkTimeline, segmentBytes);
    }

    private boolean fail(String why) {
        failure = why;
        return false;
    }

    /** Looks for the next readable page; what lies between is a gap, and without one here is the end. */
    private void passOver() throws IOException {
        long broken = position;
        String why = failure;
        if (failedPage >= 0 && Long.compareUnsigned(failedPage, until) >= 0) {
            // The server flushes whole pages: its position may lie in a record whose rest is not written yet.
            end = new End(new Lsn(broken), true, "a record that goes on behind the wished end");
            return;
        }
        long next = nextSoundPage((broken & -PAGE) + PAGE);
        if (next < 0) {
            boolean early = until != Long.MAX_VALUE;
            end = new End(new Lsn(broken), false, why);
            if (early) {
                gaps.add(new Gap(new Lsn(broken), new Lsn(until), why));
            }
            return;
        }
        String where = why.startsWith("segment ") ? why : "segment " + best(broken) + ": " + why;
        if (why.endsWith(" is missing") && why.startsWith("segment ")) {
            where = missing(why.substring("segment ".length(), why.length() - " is missing".length()), next);
        }
        gaps.add(new Gap(new Lsn(broken), new Lsn(next), where));
        position = next;
        aligned = false;
        failure = "";
    }

    private String missing(String first, long next) {
        String last = best(next - segmentBytes);
        return first.equals(last)
                ? "segment " + first + " is missing"
                : "segments " + first + " to " + last + " are missing";
    }

    private long nextSoundPage(long from) throws IOException {
        long address = from;
        while ((address & (segmentBytes - 1)) != 0 && Long.compareUnsigned(address, until) < 0) {
            if (page(address) >= 0) {
                return address;
            }
            address += PAGE;
        }
        long last = -1;
        for (String name : source.segments()) {
            last = Math.max(last, segmentStart(name, segmentBytes));
        }
        for (; address <= last && Long.compareUnsigned(address, until) < 0; address += segmentBytes) {
            if (page(address) >= 0) {
                return address;
            }
        }
        return -1;
    }

    static long segmentStart(String name, int segmentBytes) {
        long perFile = 0x1_0000_0000L / segmentBytes;
        return (Long.parseLong(name.substring(8, 16), 16) * perFile + Long.parseLong(name.substring(16), 16))
                * segmentBytes;
    }

    private static long round8(long value) {
        return (value + 7) & -8L;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
