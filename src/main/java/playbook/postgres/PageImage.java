package playbook.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whole pages as records hold them: without the hole in their middle, and perhaps compressed ({@code wal_compression}). */
final class PageImage {

    private PageImage() {}

    /** Null when it is compressed with zstd, or its bytes make no sense: then the page is not known. */
    static byte @Nullable [] read(
            byte[] bytes, int at, int length, int hole, int holeBytes, int how, WalFormat format) {
        int wanted = WalPage.BYTES - holeBytes;
        int method = how & format.compressedImage();
        byte[] plain;
        try {
            if (method == 0) {
                plain = Arrays.copyOfRange(bytes, at, at + length);
            } else if (method == format.lz4()) {
                plain = lz4(bytes, at, length, wanted);
            } else if (method == format.zstd()) {
                return null;
            } else {
                plain = pglz(bytes, at, length, wanted);
            }
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        if (plain.length < wanted || hole > wanted) {
            return null;
        }
        byte[] page = new byte[WalPage.BYTES];
        System.arraycopy(plain, 0, page, 0, hole);
        System.arraycopy(plain, hole, page, hole + holeBytes, wanted - hole);
        return page;
    }

    /** PostgreSQL's own method, {@code common/pg_lzcompress.c}. */
    static byte[] pglz(byte[] bytes, int at, int length, int wanted) {
        byte[] plain = new byte[wanted];
        int from = at;
        int to = 0;
        while (from < at + length && to < wanted) {
            int control = bytes[from++];
            for (int bit = 0; bit < 8 && from < at + length && to < wanted; bit++, control >>= 1) {
                if ((control & 1) == 0) {
                    plain[to++] = bytes[from++];
                    continue;
                }
                int count = (bytes[from] & 0x0F) + 3;
                int back = ((bytes[from] & 0xF0) << 4) | (bytes[from + 1] & 0xFF);
                from += 2;
                if (count == 18) {
                    count += bytes[from++] & 0xFF;
                }
                to = repeat(plain, to, back, Math.min(count, wanted - to));
            }
        }
        return to == wanted ? plain : new byte[0];
    }

    /** A block of LZ4: literals and matches by turns. */
    static byte[] lz4(byte[] bytes, int at, int length, int wanted) {
        byte[] plain = new byte[wanted];
        int end = at + length;
        int from = at;
        int to = 0;
        while (from < end) {
            int token = bytes[from++] & 0xFF;
            int literals = token >>> 4;
            if (literals == 15) {
                int more;
                do {
                    more = bytes[from++] & 0xFF;
                    literals += more;
                } while (more == 255);
            }
            System.arraycopy(bytes, from, plain, to, literals);
            from += literals;
            to += literals;
            if (from >= end) {
                break;
            }
            int back = WalPage.uint16(bytes, from);
            from += 2;
            int count = (token & 15) + 4;
            if (count == 19) {
                int more;
                do {
                    more = bytes[from++] & 0xFF;
                    count += more;
                } while (more == 255);
            }
            to = repeat(plain, to, back, count);
        }
        return to == wanted ? plain : new byte[0];
    }

    /** Byte by byte: a match may reach into what it is just writing. */
    private static int repeat(byte[] plain, int to, int back, int count) {
        int next = to;
        for (int i = 0; i < count; i++, next++) {
            plain[next] = plain[next - back];
        }
        return next;
    }
}
