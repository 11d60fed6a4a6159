package playbook.postgres;

import java.io.IOException;
import playbook.incident.Lsn;

/** Assembles the bytes of a WAL record that continues over several pages; the buffer is reused for the next record. */
final class SplitRecord {

    private static final int PAGE = WalPage.BYTES;

    private byte[] bytes = new byte[PAGE * 4];
    private int length;
    private long end;
    private String failure = "";

    byte[] bytes() {
        return bytes;
    }

    /** Address after the record; if the server gave the record up, address of the page where the WAL continued. */
    long end() {
        return end;
    }

    /** Why the record could not be assembled; empty also when the server crashed and gave the record up. */
    String failure() {
        return failure;
    }

    /**
     * Follows a record from its first page to its last.
     *
     * @param position address of the record
     * @param page where its first part lies in the pages' bytes
     * @param here how many bytes of it are on the first page
     * @param wanted how long it is
     * @return true when all of it is in {@link #bytes}
     */
    boolean collect(WalPages pages, long position, int page, int here, int wanted) throws IOException {
        failure = "";
        length = 0;
        append(pages.bytes(), page, here);
        for (end = (position & -PAGE) + PAGE; ; end += PAGE) {
            int next = pages.at(end);
            if (next < 0) {
                failure = pages.failure();
                return false;
            }
            if (WalPage.startsOver(pages.bytes(), next)) {
                return false;
            }
            int rest = wanted - length;
            if (!WalPage.startsWithContinuation(pages.bytes(), next)
                    || WalPage.remaining(pages.bytes(), next) != rest) {
                failure = "the record's continuation on page " + new Lsn(end) + " is missing";
                return false;
            }
            int header = WalPage.headerBytes(pages.bytes(), next);
            int part = Math.min(rest, PAGE - header);
            append(pages.bytes(), next + header, part);
            if (part == rest) {
                end = WalPage.aligned(end + header + part);
                return true;
            }
        }
    }

    private void append(byte[] page, int at, int count) {
        if (bytes.length < length + count) {
            byte[] larger = new byte[Math.max(length + count, bytes.length * 2)];
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
        System.arraycopy(page, at, bytes, length, count);
        length += count;
    }
}
