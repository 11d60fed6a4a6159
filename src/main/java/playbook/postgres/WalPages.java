package playbook.postgres;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import playbook.incident.Lsn;

/**
 * Reads WAL pages, with one chunk of a segment in memory at a time. A page is returned only after its header was
 * checked: address, format and timeline.
 */
final class WalPages {

    private static final int PAGE = WalPage.BYTES;
    private static final int HEADER = 24;

    private final WalSource source;
    private final WalHistory history;
    private final int segmentBytes;
    private final byte[] chunk;
    private long chunkAddress = -1;
    private int chunkLength;
    private int chunkTimeline;
    private long soundPage = -1;
    private WalFormat soundFormat = WalFormat.KNOWN.get(0);
    private long failedPage = -1;
    private String failure = "";

    WalPages(WalSource source, WalHistory history) throws IOException {
        this.source = source;
        this.history = history;
        this.segmentBytes = source.segmentBytes();
        this.chunk = new byte[Math.min(source.chunkBytes(), segmentBytes)];
    }

    /** Where the pages lie: always the same array. */
    byte[] bytes() {
        return chunk;
    }

    /** Timeline of the segment file that was read last. */
    int timeline() {
        return chunkTimeline;
    }

    /** Format of the last page that was given out. */
    WalFormat format() {
        return soundFormat;
    }

    /** Why the last page could not be read. */
    String failure() {
        return failure;
    }

    /** Address of the page that could not be read, -1 when the last one could be read. */
    long failedPage() {
        return failedPage;
    }

    /** Offset of the page in {@link #bytes}, after checking its header; -1 when it cannot be read. */
    int at(long address) throws IOException {
        if (address == soundPage) {
            return (int) (address - chunkAddress);
        }
        if (chunkAddress < 0 || address < chunkAddress || address >= chunkAddress + chunk.length) {
            load(address);
        }
        int page = (int) (address - chunkAddress);
        failedPage = address;
        if (chunkLength < page + PAGE) {
            return failed(
                    chunkLength < 0
                            ? "segment " + segmentName(address) + " is missing"
                            : "segment " + new Lsn(address).segment(chunkTimeline, segmentBytes) + " is cut off");
        }
        Optional<WalFormat> format = WalPage.format(chunk, page);
        if (WalPage.address(chunk, page) != address || format.isEmpty()) {
            return failed(describe(page, address));
        }
        if (!history.contains(WalPage.timeline(chunk, page))) {
            return failed("page " + new Lsn(address) + " belongs to timeline " + WalPage.timeline(chunk, page)
                    + ", which is not in the history of timeline " + history.timeline());
        }
        soundPage = address;
        soundFormat = format.get();
        failedPage = -1;
        return page;
    }

    private int failed(String why) {
        failure = why;
        return -1;
    }

    private String describe(int page, long address) {
        if (Arrays.equals(chunk, page, page + HEADER, new byte[HEADER], 0, HEADER)) {
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

    /** Name of the segment file that should hold this address. */
    String segmentName(long address) {
        long segment = Long.divideUnsigned(address, segmentBytes);
        return new Lsn(address)
                .segment(history.candidates(segment, segmentBytes).get(0), segmentBytes);
    }

    /** Address of the first readable page, among this one and the first pages of later segments; -1 for none. */
    long nextSound(long from, long until) throws IOException {
        long address = from;
        while ((address & (segmentBytes - 1)) != 0 && Long.compareUnsigned(address, until) < 0) {
            if (at(address) >= 0) {
                return address;
            }
            address += PAGE;
        }
        long last = -1;
        for (String name : source.segments()) {
            last = Math.max(last, WalReader.segmentStart(name, segmentBytes));
        }
        for (; address <= last && Long.compareUnsigned(address, until) < 0; address += segmentBytes) {
            if (at(address) >= 0) {
                return address;
            }
        }
        return -1;
    }
}
