package playbook.postgres;

/**
 * How an update record tells the new row: its first and last bytes may be those of the old one, and only the middle is in
 * the record ({@code log_heap_update}).
 *
 * @param prefix number of first bytes that are the old row's
 * @param suffix number of last bytes that are the old row's
 * @param at where the record's own part begins, with the shortened tuple header
 * @param length of that part
 */
record ChangedMiddle(int prefix, int suffix, int at, int length) {

    private static final int PREFIX_FROM_OLD = 1 << 5;
    private static final int SUFFIX_FROM_OLD = 1 << 6;

    /** @param block the block that the new row was written to */
    static ChangedMiddle of(WalRecord record, WalBlock block) {
        int flags = record.main8(7);
        int at = block.dataAt;
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
        return new ChangedMiddle(prefix, suffix, at, block.dataAt + block.dataLength - at);
    }
}
