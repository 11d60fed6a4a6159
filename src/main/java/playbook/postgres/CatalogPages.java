package playbook.postgres;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one catalog as the WAL writes them: page by page from the first whole image on, then record by record. So a
 * row's content is known when it is updated or deleted, although the record of that holds the difference only. Rows that
 * were pruned are kept: their places are written anew before anybody reads them again.
 */
final class CatalogPages {

    /** Told of each version of a row, in the order of the WAL. Rows are their bytes behind the tuple's header. */
    interface Listener {
        /** Any version that is seen for the first time, also on an image of a page. */
        void seen(byte[] row);

        void inserted(int xid, byte[] row);

        void updated(int xid, byte[] before, byte[] after);

        void deleted(int xid, byte[] row);

        /** A row was updated or deleted whose content no earlier record told. */
        void unknown(int xid);
    }

    private static final int TUPLE_HEADER = 23;
    private static final int HEADER_IN_RECORD = 5;
    private static final int PREFIX_FROM_OLD = 1 << 5;
    private static final int SUFFIX_FROM_OLD = 1 << 6;
    private static final int NO_MULTI_INSERT_OFFSETS = 0x80;

    private final Listener listener;
    private final Map<Integer, Map<Integer, byte[]>> pages = new HashMap<>();

    CatalogPages(Listener listener) {
        this.listener = listener;
    }

    /** Something was not read: what was known may be so no longer. */
    void startOver() {
        pages.clear();
    }

    /** A record whose first block is this catalog's. */
    void accept(WalRecord record) {
        List<WalBlock> blocks =
                WalBlock.of(record).stream().filter(block -> block.fork == 0).toList();
        for (WalBlock block : blocks) {
            if (block.imaged) {
                image(block.number, block.page);
            }
        }
        if (blocks.isEmpty()) {
            return;
        }
        if (record.manager() == WalRecord.HEAP) {
            heap(record, blocks);
        } else if (record.manager() == WalRecord.HEAP2 && (record.info() & 0x70) == 0x50) {
            multiInsert(record, blocks.get(0));
        }
    }

    /** @param page null when the image cannot be read: then nothing is known of that page any more */
    private void image(int number, byte @Nullable [] page) {
        Map<Integer, byte[]> rows = page(number);
        if (page == null) {
            rows.clear();
            return;
        }
        int lower = WalPage.uint16(page, 12);
        for (int line = 24, place = 1; line + 4 <= lower && lower <= WalPage.BYTES; line += 4, place++) {
            byte[] row = row(page, 0, line);
            if (row != null) {
                if (!Arrays.equals(row, rows.put(place, row))) {
                    listener.seen(row);
                }
            }
        }
    }

    /** The row that a line pointer of a page shows, null when it shows none. */
    static byte @Nullable [] row(byte[] bytes, int page, int line) {
        int item = WalPage.int32(bytes, page + line);
        int offset = item & 0x7FFF;
        int length = item >>> 17;
        boolean normal = (item >>> 15 & 3) == 1;
        if (!normal || length <= TUPLE_HEADER || offset + length > WalPage.BYTES) {
            return null;
        }
        int header = bytes[page + offset + TUPLE_HEADER - 1] & 0xFF;
        return header > length ? null : Arrays.copyOfRange(bytes, page + offset + header, page + offset + length);
    }

    private void heap(WalRecord record, List<WalBlock> blocks) {
        WalBlock first = blocks.get(0);
        switch (record.info() & 0x70) {
            case 0x00 -> insert(record, first);
            case 0x10 -> {
                byte[] gone = page(first.number).get(record.main16(4));
                if (gone == null) {
                    listener.unknown(record.xidBits());
                } else {
                    listener.deleted(record.xidBits(), gone);
                }
            }
            case 0x20, 0x40 -> update(record, first, blocks.size() > 1 ? blocks.get(1) : first);
            case 0x70 -> inPlace(record, first);
            default -> {}
        }
    }

    private void insert(WalRecord record, WalBlock block) {
        int place = record.main16(0);
        byte[] row = block.imaged
                ? page(block.number).get(place)
                : data(record.bytes, block.dataAt, block.dataLength, 0, 0, new byte[0]);
        if (row == null) {
            listener.unknown(record.xidBits());
            return;
        }
        page(block.number).put(place, row);
        listener.seen(row);
        listener.inserted(record.xidBits(), row);
    }

    private void update(WalRecord record, WalBlock to, WalBlock from) {
        byte[] before = page(from.number).get(record.main16(4));
        int place = record.main16(12);
        byte[] after;
        if (to.imaged) {
            after = page(to.number).get(place);
        } else {
            int flags = record.main8(7);
            int at = to.dataAt;
            int prefix = 0;
            int suffix = 0;
            if ((flags & PREFIX_FROM_OLD) != 0) {
                prefix = WalPage.uint16(record.bytes, at);
                at += 2;
            }
            if ((flags & SUFFIX_FROM_OLD) != 0) {
                suffix = WalPage.uint16(record.bytes, at);
                at += 2;
            }
            after = before == null && prefix + suffix > 0
                    ? null
                    : data(
                            record.bytes,
                            at,
                            to.dataAt + to.dataLength - at,
                            prefix,
                            suffix,
                            before == null ? new byte[0] : before);
        }
        if (after != null) {
            page(to.number).put(place, after);
            listener.seen(after);
        } else {
            page(to.number).remove(place);
        }
        if (before == null || after == null) {
            listener.unknown(record.xidBits());
        } else {
            listener.updated(record.xidBits(), before, after);
        }
    }

    private void inPlace(WalRecord record, WalBlock block) {
        int place = record.main16(0);
        if (!block.imaged && page(block.number).containsKey(place)) {
            page(block.number)
                    .put(place, Arrays.copyOfRange(record.bytes, block.dataAt, block.dataAt + block.dataLength));
        }
    }

    private void multiInsert(WalRecord record, WalBlock block) {
        int count = record.main16(2);
        boolean onNewPage = (record.info() & NO_MULTI_INSERT_OFFSETS) != 0;
        int at = 0;
        for (int i = 0; i < count; i++) {
            int place = onNewPage ? i + 1 : record.main16(4 + 2 * i);
            byte[] row;
            if (block.imaged) {
                row = page(block.number).get(place);
            } else {
                at = (at + 1) & -2;
                int start = block.dataAt + at;
                int length = WalPage.uint16(record.bytes, start);
                row = data(record.bytes, start + 2, HEADER_IN_RECORD + length, 0, 0, new byte[0]);
                at += 2 + HEADER_IN_RECORD + length;
            }
            if (row == null) {
                listener.unknown(record.xidBits());
            } else {
                page(block.number).put(place, row);
                listener.seen(row);
                listener.inserted(record.xidBits(), row);
            }
        }
    }

    /** A row out of a record: its short header, its bitmap of nulls, and what differs from the row before. */
    private static byte @Nullable [] data(byte[] bytes, int at, int length, int prefix, int suffix, byte[] before) {
        if (length < HEADER_IN_RECORD || prefix + suffix > before.length) {
            return null;
        }
        int bitmap = (bytes[at + 4] & 0xFF) - TUPLE_HEADER;
        int middle = length - HEADER_IN_RECORD - bitmap;
        if (bitmap < 0 || middle < 0) {
            return null;
        }
        byte[] row = new byte[prefix + middle + suffix];
        System.arraycopy(before, 0, row, 0, prefix);
        System.arraycopy(bytes, at + HEADER_IN_RECORD + bitmap, row, prefix, middle);
        System.arraycopy(before, before.length - suffix, row, prefix + middle, suffix);
        return row;
    }

    private Map<Integer, byte[]> page(int number) {
        return pages.computeIfAbsent(number, none -> new HashMap<>());
    }
}
