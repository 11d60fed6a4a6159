package playbook.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import playbook.incident.HintedException;

/** Reads every row version in a table's files, live or dead, in their order. */
final class HeapFileReader {

    private static final int PAGE_HEADER = 24;
    private static final int PAGES_AT_ONCE = 256;

    private final Path file;
    private final boolean checksums;
    private final LongConsumer progress;
    private long block;

    /**
     * @param checksums whether the cluster's pages have checksums
     * @param progress gets the bytes of the pages that were read
     */
    HeapFileReader(Path file, boolean checksums, LongConsumer progress) {
        this.file = file;
        this.checksums = checksums;
        this.progress = progress;
    }

    /** Looks at one version, which is valid during the call only. */
    interface Eye {

        /** @return whether it was taken, so that its page must be sound */
        boolean sees(HeapVersion version, int page, int line) throws IOException;
    }

    /** @throws HintedException when a page that has a taken version is damaged */
    void all(Eye eye) throws IOException {
        byte[] pages = new byte[PAGES_AT_ONCE * WalPage.BYTES];
        for (int number = 0; ; number++) {
            Path here = number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
            if (!Files.exists(here)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(here, StandardOpenOption.READ)) {
                ByteBuffer buffer = ByteBuffer.wrap(pages);
                while (filled(channel, buffer)) {
                    for (int page = 0; page + WalPage.BYTES <= buffer.position(); page += WalPage.BYTES) {
                        onPage(pages, page, eye);
                        block++;
                    }
                    progress.accept(buffer.position());
                }
            }
        }
    }

    private static boolean filled(FileChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // Until the buffer is full or the file ends.
        }
        return buffer.position() > 0;
    }

    private void onPage(byte[] pages, int page, Eye eye) throws IOException {
        int lower = WalPage.uint16(pages, page + 12);
        int upper = WalPage.uint16(pages, page + 14);
        if (upper == 0) {
            return; // A page that was never used.
        }
        if (lower < PAGE_HEADER || lower > upper || upper > WalPage.BYTES) {
            throw damaged("its header is no page's");
        }
        HeapVersion version = new HeapVersion();
        boolean taken = false;
        for (int at = PAGE_HEADER, line = 1; at + 4 <= lower; at += 4, line++) {
            if (version.at(pages, page, at)) {
                taken |= eye.sees(version, (int) block, line);
            }
        }
        if (taken && checksums && PageChecksum.of(pages, page, block) != PageChecksum.stored(pages, page)) {
            throw damaged("its checksum does not fit");
        }
    }

    private HintedException damaged(String why) {
        return new HintedException(
                "page " + block + " of the file " + file + " is damaged: " + why + ".",
                "its rows are not taken from there; a base backup has them.");
    }
}
