package playbook.postgres;

import org.jspecify.annotations.Nullable;

/** Counts the rows that heap records change, and passes records of catalogs to {@link WalCatalog}. */
final class HeapRecords {

    private static final int DELETE_OF_SPECULATION = 1 << 3;
    private static final int DELETE_OF_PARTITION_MOVE = 1 << 4;
    private static final int ON_NEW_PAGE = 0x80;

    private final OpenTransactions open;
    private final int database;
    private final @Nullable WalCatalog catalog;

    HeapRecords(OpenTransactions open, int database, @Nullable WalCatalog catalog) {
        this.open = open;
        this.database = database;
        this.catalog = catalog;
    }

    void heap(WalRecord record) {
        int operation = record.operation();
        boolean changesRows = operation <= WalOperation.HEAP_HOT_UPDATE;
        if ((!changesRows && catalog == null) || !record.decode()) {
            return;
        }
        if (catalog != null && operation != WalOperation.HEAP_TRUNCATE) {
            catalog.accept(record);
        }
        if (record.xidBits() == 0 || !changesRows) {
            return;
        }
        if (operation == WalOperation.HEAP_TRUNCATE) {
            truncate(record);
        } else if (record.database() == database) {
            count(record, operation, open.of(record).rows(record.tablespace(), record.relation()));
        }
    }

    private static void count(WalRecord record, int operation, ChangedRows rows) {
        switch (operation) {
            case WalOperation.HEAP_INSERT -> rows.insert(record.firstPage(), record.main16(0));
            case WalOperation.HEAP_DELETE -> {
                int flags = record.main8(7);
                if ((flags & DELETE_OF_SPECULATION) != 0) {
                    rows.takeBack(record.firstPage(), record.main16(4));
                } else {
                    rows.delete(record.firstPage(), record.main16(4), (flags & DELETE_OF_PARTITION_MOVE) != 0);
                }
            }
            default -> rows.update(record.secondPage(), record.main16(4), record.firstPage(), record.main16(12));
        }
    }

    private void truncate(WalRecord record) {
        if (record.main32(0) == database) {
            for (int i = 0; i < record.main32(4); i++) {
                open.of(record).truncated.add(Integer.toUnsignedLong(record.main32(12 + 4 * i)));
            }
        }
    }

    void relationMap(WalRecord record) {
        if (catalog != null) {
            catalog.map(record);
        }
    }

    /** Records of the resource manager Heap2: multi-inserts, and others that change catalog pages. */
    void heap2(WalRecord record) {
        boolean multiInsert = record.operation() == WalOperation.HEAP2_MULTI_INSERT;
        if ((!multiInsert && catalog == null) || !record.decode()) {
            return;
        }
        if (catalog != null) {
            catalog.accept(record);
        }
        if (multiInsert && record.xidBits() != 0 && record.database() == database) {
            ChangedRows rows = open.of(record).rows(record.tablespace(), record.relation());
            boolean newPage = (record.info() & ON_NEW_PAGE) != 0;
            for (int i = 0; i < record.main16(2); i++) {
                rows.insert(record.firstPage(), newPage ? i + 1 : record.main16(4 + 2 * i));
            }
        }
    }

    /** A full-page image that is not part of a row change. */
    void image(WalRecord record) {
        if (!record.decode()) {
            return;
        }
        if (catalog != null) {
            catalog.accept(record);
        }
        boolean whole = record.operation() == WalOperation.PAGE_IMAGE;
        if (whole && record.xidBits() != 0 && record.database() == database) {
            open.of(record).imaged.add(WalFile.of(record.tablespace(), record.relation()));
        }
    }
}
