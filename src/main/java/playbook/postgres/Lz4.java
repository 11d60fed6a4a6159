package playbook.postgres;

/** Decompresses an LZ4 block, in which literals and matches alternate. */
final class Lz4 {

    private Lz4() {}

    /** @return the bytes; empty when there are not {@code wanted} of them */
    static byte[] decompress(byte[] bytes, int at, int length, int wanted) {
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

    /** Copies byte by byte, since a match may overlap its own output. */
    static int repeat(byte[] plain, int to, int back, int count) {
        int next = to;
        for (int i = 0; i < count; i++, next++) {
            plain[next] = plain[next - back];
        }
        return next;
    }
}
