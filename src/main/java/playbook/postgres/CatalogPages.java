package playbook.postgres;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the pages of one catalog from the WAL: from each page's first full-page image on, record by record. So a
 * row's content is known when it is updated or deleted, although that record has only the difference. Pruned rows are
 * kept: their line pointers are always written again before they are read.
 */
final class CatalogPages {

    private static final int NO_MULTI_INSERT_OFFSETS = 0x80;

    private final CatalogListener listener;
    private final Map<Integer, Map<Integer, byte[]>> pages = new HashMap<>();

    CatalogPages(CatalogListener listener) {
        this.listener = listener;
    }

    /** Forgets all pages after a gap in the WAL, since they may have changed there. */
    void startOver() {
        pages.clear();
    }

    /** Applies a record whose first block belongs to this catalog. */
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
        if (record.manager() == ResourceManager.HEAP) {
            heap(record, blocks);
        } else if (record.manager() == ResourceManager.HEAP2 && record.operation() == WalOperation.HEAP2_MULTI_INSERT) {
            multiInsert(record, blocks.get(0));
        }
    }

    /** @param page null when the image cannot be read; then the page is forgotten */
    private void image(int number, byte @Nullable [] page) {
        Map<Integer, byte[]> rows = page(number);
        if (page == null) {
            rows.clear();
            return;
        }
        int lower = WalPage.uint16(page, 12);
        for (int line = 24, place = 1; line + 4 <= lower && lower <= WalPage.BYTES; line += 4, place++) {
            byte[] row = CatalogTuple.at(page, 0, line);
            if (row != null && !Arrays.equals(row, rows.put(place, row))) {
                listener.seen(row);
            }
        }
    }

    private void heap(WalRecord record, List<WalBlock> blocks) {
        WalBlock first = blocks.get(0);
        switch (record.operation()) {
            case WalOperation.HEAP_INSERT -> insert(record, first);
            case WalOperation.HEAP_DELETE -> {
                byte[] gone = page(first.number).get(record.main16(4));
                if (gone == null) {
                    listener.unknown(record.xidBits());
                } else {
                    listener.deleted(record.xidBits(), gone);
                }
            }
            case WalOperation.HEAP_UPDATE, WalOperation.HEAP_HOT_UPDATE ->
                update(record, first, blocks.size() > 1 ? blocks.get(1) : first);
            case WalOperation.HEAP_INPLACE -> inPlace(record, first);
            default -> {}
        }
    }

    private void insert(WalRecord record, WalBlock block) {
        int place = record.main16(0);
        byte[] row = block.imaged
                ? page(block.number).get(place)
                : CatalogTuple.inRecord(record.bytes, block.dataAt, block.dataLength);
        inserted(record, block, place, row);
    }

    private void inserted(WalRecord record, WalBlock block, int place, byte @Nullable [] row) {
        if (row == null) {
            listener.unknown(record.xidBits());
        } else {
            page(block.number).put(place, row);
            listener.seen(row);
            listener.inserted(record.xidBits(), row);
        }
    }

    private void update(WalRecord record, WalBlock to, WalBlock from) {
        byte[] before = page(from.number).get(record.main16(4));
        int place = record.main16(12);
        byte[] after = to.imaged ? page(to.number).get(place) : CatalogTuple.updated(record, to, before);
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
                row = CatalogTuple.inRecord(record.bytes, start + 2, CatalogTuple.HEADER_IN_RECORD + length);
                at += 2 + CatalogTuple.HEADER_IN_RECORD + length;
            }
            inserted(record, block, place, row);
        }
    }

    private Map<Integer, byte[]> page(int number) {
        return pages.computeIfAbsent(number, none -> new HashMap<>());
    }
}
