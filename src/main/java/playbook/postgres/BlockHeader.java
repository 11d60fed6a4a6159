package playbook.postgres;

/**
 * The header of a block reference in a WAL record. Layout: {@code access/xlogrecord.h}.
 *
 * @param data length of the block's own data
 * @param image length of the page's image, -1 without one
 * @param hole where the image's hole begins
 * @param how bits that describe the image (bimg_info)
 * @param end position behind this header
 */
record BlockHeader(int flags, int number, int data, int image, int hole, int holeBytes, int how, int end) {

    static final int LAST_ID = 32;
    static final int HAS_IMAGE = 0x10;
    static final int SAME_RELATION = 0x80;
    static final int HAS_HOLE = 0x01;
    private static final int FORK = 0x0F;

    /** @param position of the block's id, which is at most {@link #LAST_ID} */
    static BlockHeader read(WalRecord record, int position) {
        byte[] bytes = record.bytes;
        int flags = bytes[position + 1] & 0xFF;
        int data = WalPage.uint16(bytes, position + 2);
        int next = position + 4;
        int image = -1;
        int hole = 0;
        int holeBytes = 0;
        int how = 0;
        if ((flags & HAS_IMAGE) != 0) {
            image = WalPage.uint16(bytes, next);
            hole = WalPage.uint16(bytes, next + 2);
            how = bytes[next + 4] & 0xFF;
            next += 5;
            boolean packed = (how & record.format.compressedImage()) != 0;
            if ((how & HAS_HOLE) != 0 && packed) {
                holeBytes = WalPage.uint16(bytes, next);
                next += 2;
            } else if ((how & HAS_HOLE) != 0) {
                holeBytes = WalPage.BYTES - image;
            }
        }
        next += (flags & SAME_RELATION) == 0 ? 12 : 0;
        return new BlockHeader(flags, WalPage.int32(bytes, next), data, image, hole, holeBytes, how, next + 4);
    }

    /** The fork number: 0 is the main fork; the free space map and visibility map are others. */
    int fork() {
        return flags & FORK;
    }

    boolean imaged() {
        return image >= 0;
    }
}
