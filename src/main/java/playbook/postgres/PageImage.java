package playbook.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads full-page images, which lack the hole in the page's middle and may be compressed ({@code wal_compression}). */
final class PageImage {

    private PageImage() {}

    /**
     * The page; null when it is compressed with zstd or its bytes are invalid.
     *
     * @param at where the image begins in the record's bytes
     */
    static byte @Nullable [] read(WalRecord record, int at, BlockHeader header) {
        int wanted = WalPage.BYTES - header.holeBytes();
        byte[] plain;
        try {
            plain = plain(record, at, header, wanted);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        if (plain.length < wanted || header.hole() > wanted) {
            return null;
        }
        byte[] page = new byte[WalPage.BYTES];
        System.arraycopy(plain, 0, page, 0, header.hole());
        System.arraycopy(plain, header.hole(), page, header.hole() + header.holeBytes(), wanted - header.hole());
        return page;
    }

    /** The page without its hole; empty when it cannot be read. */
    private static byte[] plain(WalRecord record, int at, BlockHeader header, int wanted) {
        int method = header.how() & record.format.compressedImage();
        if (method == 0) {
            return Arrays.copyOfRange(record.bytes, at, at + header.image());
        }
        if (method == record.format.lz4()) {
            return Lz4.decompress(record.bytes, at, header.image(), wanted);
        }
        return method == record.format.zstd() ? new byte[0] : Pglz.decompress(record.bytes, at, header.image(), wanted);
    }
}
