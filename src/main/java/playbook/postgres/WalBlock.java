package playbook.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block that a record speaks of, with what the record holds of it. */
final class WalBlock {

    /** 0 is the relation itself; its free space and visibility are others. */
    final int fork;

    final int number;
    /** Whether the record holds the whole page. */
    final boolean imaged;
    /** That page, null without one or when it is compressed in a way that cannot be read here. */
    final byte @Nullable [] page;
    /** Where the block's own data begin in the record's bytes. */
    final int dataAt;

    final int dataLength;

    private WalBlock(Header header, byte @Nullable [] page, int dataAt) {
        this.fork = header.flags() & FORK;
        this.number = header.number();
        this.imaged = header.image() >= 0;
        this.page = page;
        this.dataAt = dataAt;
        this.dataLength = header.data();
    }

    private static final int LAST_BLOCK_ID = 32;
    private static final int FORK = 0x0F;
    private static final int HAS_IMAGE = 0x10;
    private static final int SAME_RELATION = 0x80;
    private static final int HAS_HOLE = 0x01;

    /** What a header says before the bytes it speaks of are reached. */
    private record Header(int flags, int number, int data, int image, int hole, int holeBytes, int how) {}

    /** All blocks of a record that was decoded without an error. */
    static List<WalBlock> of(WalRecord record) {
        byte[] bytes = record.bytes;
        List<Header> headers = new ArrayList<>(2);
        int position = record.at + WalRecord.HEADER;
        for (int i = 0; i < record.blocks(); i++) {
            int id = bytes[position] & 0xFF;
            if (id > LAST_BLOCK_ID) {
                return List.of();
            }
            int flags = bytes[position + 1] & 0xFF;
            int data = WalPage.uint16(bytes, position + 2);
            position += 4;
            int image = -1;
            int hole = 0;
            int holeBytes = 0;
            int how = 0;
            if ((flags & HAS_IMAGE) != 0) {
                image = WalPage.uint16(bytes, position);
                hole = WalPage.uint16(bytes, position + 2);
                how = bytes[position + 4] & 0xFF;
                position += 5;
                boolean packed = (how & record.format.compressedImage()) != 0;
                if ((how & HAS_HOLE) != 0 && packed) {
                    holeBytes = WalPage.uint16(bytes, position);
                    position += 2;
                } else if ((how & HAS_HOLE) != 0) {
                    holeBytes = WalPage.BYTES - image;
                }
            }
            if ((flags & SAME_RELATION) == 0) {
                position += 12;
            }
            int number = WalPage.int32(bytes, position);
            position += 4;
            headers.add(new Header(flags, number, data, image, hole, holeBytes, how));
        }
        return bodies(record, headers);
    }

    /** Images and data follow all headers, in the same order, and the record's own data come last. */
    private static List<WalBlock> bodies(WalRecord record, List<Header> headers) {
        int position = record.at + record.length - record.mainLength();
        for (Header header : headers) {
            position -= header.data() + Math.max(0, header.image());
        }
        List<WalBlock> blocks = new ArrayList<>(headers.size());
        for (Header header : headers) {
            byte[] page = header.image() < 0
                    ? null
                    : PageImage.read(
                            record.bytes,
                            position,
                            header.image(),
                            header.hole(),
                            header.holeBytes(),
                            header.how(),
                            record.format);
            position += Math.max(0, header.image());
            blocks.add(new WalBlock(header, page, position));
            position += header.data();
        }
        return blocks;
    }
}
