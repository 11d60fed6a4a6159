package playbook.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/**
 * Writes row versions into a new file of a table, each as one that was committed long ago and that nobody has ended, so
 * that every query sees it whatever transactions the server knows. The mark stands as its {@code xmin}.
 */
final class HeapFileWriter implements AutoCloseable {

    /** Pages in a file of a gigabyte; then a next file begins. */
    private static final int PAGES_IN_FILE = 131072;

    private static final int PAGE_HEADER = 24;
    private static final int PAGES_AT_ONCE = 256;
    private static final long KEPT_FREE = 268435456;
    private static final int XMAX_AND_COMBINED = 0x0020 | 0x0010 | 0x0040 | 0x0080 | 0x0400 | 0x1000;
    private static final int XMIN_FROZEN_XMAX_INVALID = 0x0100 | 0x0200 | 0x0800;
    private static final int HOT_AND_KEYS_UPDATED = 0x2000 | 0x4000 | 0x8000;

    private final Path file;
    private final boolean checksums;
    private final byte[] pages = new byte[PAGES_AT_ONCE * WalPage.BYTES];
    private @Nullable FileChannel channel;
    private int page;
    private int lower = PAGE_HEADER;
    private int upper = WalPage.BYTES;
    private long written;

    /** @param checksums whether the cluster's pages have checksums */
    HeapFileWriter(Path file, boolean checksums) {
        this.file = file;
        this.checksums = checksums;
    }

    /** @param offset where the version's header begins in these bytes */
    void add(byte[] bytes, int offset, int length, int mark) throws IOException {
        int room = (length + 7) & -8;
        if (lower + 4 > upper - room) {
            endPage();
        }
        int base = page * WalPage.BYTES;
        upper -= room;
        int at = base + upper;
        System.arraycopy(bytes, offset, pages, at, length);
        put32(at, mark);
        put32(at + 4, 0);
        put32(at + 8, 0);
        long block = written + page;
        put16(at + 12, (int) (block >>> 16));
        put16(at + 14, (int) block);
        put16(at + 16, (lower - PAGE_HEADER) / 4 + 1);
        put16(at + 18, WalPage.uint16(pages, at + 18) & ~HOT_AND_KEYS_UPDATED);
        put16(at + 20, (WalPage.uint16(pages, at + 20) & ~XMAX_AND_COMBINED) | XMIN_FROZEN_XMAX_INVALID);
        put32(base + lower, upper | (1 << 15) | (length << 17));
        lower += 4;
    }

    private void endPage() throws IOException {
        int base = page * WalPage.BYTES;
        put16(base + 12, lower);
        put16(base + 14, upper);
        put16(base + 16, WalPage.BYTES);
        put16(base + 18, WalPage.BYTES | 4);
        if (checksums) {
            PageChecksum.store(pages, base, written + page);
        }
        page++;
        lower = PAGE_HEADER;
        upper = WalPage.BYTES;
        if (page == PAGES_AT_ONCE) {
            write();
        }
    }

    private void write() throws IOException {
        if (channel == null || (page > 0 && written % PAGES_IN_FILE == 0)) {
            next();
        }
        long free = Files.getFileStore(file.getParent()).getUsableSpace();
        if (free - (long) page * WalPage.BYTES < KEPT_FREE) {
            throw new HintedException(
                    "there are only " + free + " bytes free in " + file.getParent()
                            + ", and 256 MB have to stay free: the rows were not copied.",
                    "give the work folder more space, then try again; rows can be given back from a base backup instead.");
        }
        ByteBuffer buffer = ByteBuffer.wrap(pages, 0, page * WalPage.BYTES);
        while (buffer.hasRemaining()) {
            opened().write(buffer);
        }
        written += page;
        page = 0;
        Arrays.fill(pages, (byte) 0);
    }

    private FileChannel opened() {
        if (channel == null) {
            throw new IllegalStateException("no file is open");
        }
        return channel;
    }

    private void next() throws IOException {
        if (channel != null) {
            channel.close();
        }
        long number = written / PAGES_IN_FILE;
        Path here = number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
        channel = FileChannel.open(here, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        UserPrincipal server = Files.getOwner(here.resolveSibling("."));
        if (!Files.getOwner(here).equals(server)) {
            Files.setOwner(here, server); // Written by root, read by the server's own user.
        }
    }

    /** Writes what is left; a file without rows is an empty file. */
    void finish() throws IOException {
        if (lower > PAGE_HEADER) {
            endPage();
        }
        write();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private void put16(int at, int value) {
        pages[at] = (byte) value;
        pages[at + 1] = (byte) (value >>> 8);
    }

    private void put32(int at, int value) {
        put16(at, value);
        put16(at + 2, value >>> 16);
    }
}
