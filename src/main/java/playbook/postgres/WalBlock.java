package playbook.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block reference of a WAL record, with its data. */
final class WalBlock {

    final int fork;
    final int number;
    /** Whether the record holds the whole page. */
    final boolean imaged;
    /** The full-page image; null without one, or when its compression is not supported here. */
    final byte @Nullable [] page;
    /** Where the block's own data begin in the record's bytes. */
    final int dataAt;

    final int dataLength;

    private WalBlock(BlockHeader header, byte @Nullable [] page, int dataAt) {
        this.fork = header.fork();
        this.number = header.number();
        this.imaged = header.imaged();
        this.page = page;
        this.dataAt = dataAt;
        this.dataLength = header.data();
    }

    /** All blocks of a record that was decoded without an error. */
    static List<WalBlock> of(WalRecord record) {
        List<BlockHeader> headers = new ArrayList<>(2);
        int position = record.at + WalRecord.HEADER;
        for (int i = 0; i < record.blocks(); i++) {
            if ((record.bytes[position] & 0xFF) > BlockHeader.LAST_ID) {
                return List.of();
            }
            BlockHeader header = BlockHeader.read(record, position);
            position = header.end();
            headers.add(header);
        }
        return bodies(record, headers);
    }

    /** Images and data follow all headers, in the same order, and the record's own data come last. */
    private static List<WalBlock> bodies(WalRecord record, List<BlockHeader> headers) {
        int position = record.at + record.length - record.mainLength();
        for (BlockHeader header : headers) {
            position -= header.data() + Math.max(0, header.image());
        }
        List<WalBlock> blocks = new ArrayList<>(headers.size());
        for (BlockHeader header : headers) {
            byte[] page = header.imaged() ? PageImage.read(record, position, header) : null;
            position += Math.max(0, header.image());
            blocks.add(new WalBlock(header, page, position));
            position += header.data();
        }
        return blocks;
    }
}
