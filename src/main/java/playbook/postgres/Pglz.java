package playbook.postgres;

/** Decompresses PostgreSQL's own format, {@code common/pg_lzcompress.c}. */
final class Pglz {

    private Pglz() {}

    /** @return the bytes; empty when there are not {@code wanted} of them */
    static byte[] decompress(byte[] bytes, int at, int length, int wanted) {
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
                to = Lz4.repeat(plain, to, back, Math.min(count, wanted - to));
            }
        }
        return to == wanted ? plain : new byte[0];
    }
}
