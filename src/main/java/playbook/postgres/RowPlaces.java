package playbook.postgres;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import playbook.incident.HintedException;

/**
 * Where a few transactions ended and wrote row versions in one file, as their own WAL records tell. A version that they
 * wrote and ended again is in neither set.
 */
public final class RowPlaces {

    /** Of a file in which they wrote nothing. */
    public static final RowPlaces NONE = new RowPlaces();

    private static final int DELETE_OF_SPECULATION = 1 << 3;
    private static final int ON_NEW_PAGE = 0x80;

    private final TuplePlaces ended = new TuplePlaces();
    private final TuplePlaces written = new TuplePlaces();

    private RowPlaces() {}

    /**
     * Reads them from the transactions' range of WAL.
     *
     * @param transactions ids of the transactions, with those of their subtransactions
     * @throws HintedException when the range has a hole: what is missing there would not be missed
     */
    public static Map<WalFile, RowPlaces> in(WalReader reader, Set<Long> transactions) throws IOException {
        Map<WalFile, RowPlaces> files = new HashMap<>();
        while (reader.next()) {
            WalRecord record = reader.record();
            if (transactions.contains(record.xid()) && writesRows(record) && record.decode()) {
                files.computeIfAbsent(WalFile.of(record.tablespace(), record.relation()), file -> new RowPlaces())
                        .accept(record);
            }
        }
        if (!reader.gaps().isEmpty() || !reader.end().reached()) {
            throw new HintedException(
                    "not all WAL of the transactions can be read, so which rows they touched is not known: "
                            + (reader.gaps().isEmpty()
                                    ? reader.end().why()
                                    : reader.gaps().get(0).what()) + ".",
                    "look for it in other copies of the archive; a side instance needs it, too.");
        }
        return files;
    }

    private static boolean writesRows(WalRecord record) {
        int operation = record.operation();
        return switch (record.manager()) {
            case ResourceManager.HEAP ->
                operation <= WalOperation.HEAP_HOT_UPDATE && operation != WalOperation.HEAP_TRUNCATE;
            case ResourceManager.HEAP2 -> operation == WalOperation.HEAP2_MULTI_INSERT;
            default -> false;
        };
    }

    private void accept(WalRecord record) {
        if (record.manager() == ResourceManager.HEAP2) {
            for (int i = 0; i < record.main16(2); i++) {
                written.add(record.firstPage(), multiInsertLine(record, i));
            }
            return;
        }
        switch (record.operation()) {
            case WalOperation.HEAP_INSERT -> written.add(record.firstPage(), record.main16(0));
            case WalOperation.HEAP_DELETE -> {
                if ((record.main8(7) & DELETE_OF_SPECULATION) != 0) {
                    written.remove(record.firstPage(), record.main16(4));
                } else {
                    ended.add(record.firstPage(), record.main16(4));
                }
            }
            default -> {
                ended.add(record.secondPage(), record.main16(4));
                written.add(record.firstPage(), record.main16(12));
            }
        }
    }

    /** Line pointer of one row of a multi-insert. */
    static int multiInsertLine(WalRecord record, int row) {
        return (record.info() & ON_NEW_PAGE) != 0 ? row + 1 : record.main16(4 + 2 * row);
    }

    /** Versions from before the transactions that they ended. */
    TuplePlaces before() {
        return ended.without(written);
    }

    /** Versions that they left. */
    TuplePlaces after() {
        return written.without(ended);
    }
}
