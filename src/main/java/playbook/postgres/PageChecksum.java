package playbook.postgres;

/** The checksum of a page in a cluster with data checksums, as {@code storage/checksum_impl.h} defines it. */
final class PageChecksum {

    private static final int AT = 8;
    private static final int PRIME = 16777619;
    private static final int[] BASES = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756,
    };

    private PageChecksum() {}

    /** @param block the page's number in its table, over all of its files */
    static int of(byte[] bytes, int page, long block) {
        int[] sums = BASES.clone();
        for (int at = 0; at < WalPage.BYTES; at += 4 * sums.length) {
            for (int i = 0; i < sums.length; i++) {
                int from = at + 4 * i;
                int word = WalPage.int32(bytes, page + from);
                // The checksum itself counts as zero.
                sums[i] = mixed(sums[i], from == AT ? word & 0xFFFF0000 : word);
            }
        }
        int all = 0;
        for (int sum : sums) {
            all ^= mixed(mixed(sum, 0), 0);
        }
        return (int) ((Integer.toUnsignedLong(all) ^ block) % 65535) + 1;
    }

    static int stored(byte[] bytes, int page) {
        return WalPage.uint16(bytes, page + AT);
    }

    static void store(byte[] bytes, int page, long block) {
        int sum = of(bytes, page, block);
        bytes[page + AT] = (byte) sum;
        bytes[page + AT + 1] = (byte) (sum >>> 8);
    }

    private static int mixed(int sum, int word) {
        int mixed = sum ^ word;
        return mixed * PRIME ^ (mixed >>> 17);
    }
}
