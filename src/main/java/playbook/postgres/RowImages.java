package playbook.postgres;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/**
 * Finds in the WAL the row versions of one file that its heap no longer has: the pages that had them are followed from
 * their first full-page image on, record by record.
 */
final class RowImages {

    /** More than that is not kept of pages; then a side instance must tell. */
    private static final long MOST_BYTES = 256L << 20;

    /** Gets each version that was found. */
    interface Found {
        void version(byte[] tuple, int mark) throws IOException;
    }

    private final Set<Long> transactions;
    private final TuplePlaces before;
    private final TuplePlaces after;
    private final Set<Integer> wanted;
    private final Found found;
    private final Map<Integer, Map<Integer, byte[]>> pages = new HashMap<>();
    private long kept;

    /**
     * @param transactions whose records end and write the versions
     * @param before places of the versions that they ended; what is found is removed from it
     * @param after places of those that they wrote, likewise
     */
    RowImages(Set<Long> transactions, TuplePlaces before, TuplePlaces after, Found found) {
        this.transactions = transactions;
        this.before = before;
        this.after = after;
        this.found = found;
        this.wanted = before.pages();
        wanted.addAll(after.pages());
    }

    boolean complete() {
        return before.size() + after.size() == 0;
    }

    /** Forgets the pages before another reading, or after a gap. */
    void startOver() {
        pages.clear();
        kept = 0;
    }

    /** Applies a decoded record whose first block belongs to the file. */
    void accept(WalRecord record) throws IOException {
        if (!wanted.contains(record.firstPage()) && !wanted.contains(record.secondPage()) && record.blocks() < 3) {
            return;
        }
        List<WalBlock> blocks =
                WalBlock.of(record).stream().filter(block -> block.fork == 0).toList();
        for (WalBlock block : blocks) {
            if (block.imaged && wanted.contains(block.number)) {
                image(block.number, block.page);
            }
        }
        if (blocks.isEmpty()) {
            return;
        }
        boolean theirs = transactions.contains(record.xid());
        WalBlock first = blocks.get(0);
        if (record.manager() == ResourceManager.HEAP2 && record.operation() == WalOperation.HEAP2_MULTI_INSERT) {
            multiInsert(record, first, theirs);
        } else if (record.manager() == ResourceManager.HEAP) {
            switch (record.operation()) {
                case WalOperation.HEAP_INSERT -> {
                    int line = record.main16(0);
                    byte[] tuple = first.imaged
                            ? at(first.number, line)
                            : WholeTuple.inRecord(record.bytes, first.dataAt, first.dataLength);
                    written(first.number, line, tuple, theirs);
                }
                case WalOperation.HEAP_DELETE -> ended(first.number, record.main16(4), theirs);
                case WalOperation.HEAP_UPDATE, WalOperation.HEAP_HOT_UPDATE -> update(record, blocks, theirs);
                default -> {}
            }
        }
    }

    /** @param page null when the image cannot be read; then the page is forgotten */
    private void image(int number, byte @Nullable [] page) {
        forget(number);
        if (page == null) {
            return;
        }
        Map<Integer, byte[]> tuples = new HashMap<>();
        int lower = WalPage.uint16(page, 12);
        for (int line = 24, place = 1; line + 4 <= lower && lower <= WalPage.BYTES; line += 4, place++) {
            byte[] tuple = WholeTuple.at(page, line);
            if (tuple != null) {
                tuples.put(place, tuple);
                kept += tuple.length;
            }
        }
        pages.put(number, tuples);
        if (kept > MOST_BYTES) {
            throw new HintedException(
                    "the rows that are gone from the table's file lie on too many pages to be followed in the WAL at once ("
                            + pages.size() + " pages).",
                    "rows can be given back from a base backup.");
        }
    }

    private void forget(int number) {
        Map<Integer, byte[]> gone = pages.remove(number);
        if (gone != null) {
            gone.values().forEach(tuple -> kept -= tuple.length);
        }
    }

    private void update(WalRecord record, List<WalBlock> blocks, boolean theirs) throws IOException {
        WalBlock to = blocks.get(0);
        WalBlock from = blocks.size() > 1 ? blocks.get(1) : to;
        int line = record.main16(12);
        byte[] old = at(from.number, record.main16(4));
        byte[] tuple = to.imaged ? at(to.number, line) : WholeTuple.updated(record, to, from == to ? old : null);
        ended(from.number, record.main16(4), theirs);
        written(to.number, line, tuple, theirs);
    }

    private void multiInsert(WalRecord record, WalBlock block, boolean theirs) throws IOException {
        int at = 0;
        for (int i = 0; i < record.main16(2); i++) {
            int line = RowPlaces.multiInsertLine(record, i);
            byte[] tuple;
            if (block.imaged) {
                tuple = at(block.number, line);
            } else {
                at = (at + 1) & -2;
                int start = block.dataAt + at;
                int length = CatalogTuple.HEADER_IN_RECORD + WalPage.uint16(record.bytes, start);
                tuple = WholeTuple.inRecord(record.bytes, start + 2, length);
                at += 2 + length;
            }
            written(block.number, line, tuple, theirs);
        }
    }

    private byte @Nullable [] at(int page, int line) {
        Map<Integer, byte[]> tuples = pages.get(page);
        return tuples == null ? null : tuples.get(line);
    }

    private void ended(int page, int line, boolean theirs) throws IOException {
        byte[] tuple = at(page, line);
        if (theirs && tuple != null && before.contains(page, line)) {
            found.version(tuple, HeapRows.BEFORE);
            before.remove(page, line);
        }
    }

    private void written(int page, int line, byte @Nullable [] tuple, boolean theirs) throws IOException {
        if (wanted.contains(page)) {
            // Also where the page's other versions are not known: it may be new, without an image.
            Map<Integer, byte[]> tuples = pages.computeIfAbsent(page, none -> new HashMap<>());
            byte[] former = tuple == null ? tuples.remove(line) : tuples.put(line, tuple);
            kept += (tuple == null ? 0 : tuple.length) - (former == null ? 0 : former.length);
        }
        if (theirs && tuple != null && after.contains(page, line)) {
            found.version(tuple, HeapRows.AFTER);
            after.remove(page, line);
        }
    }
}
