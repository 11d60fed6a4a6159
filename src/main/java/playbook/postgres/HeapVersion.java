package playbook.postgres;

/**
 * One version of a row in a page of a table's file: who wrote it and who ended it, as its header says
 * ({@code access/htup_details.h}). It points into the page, so that looking at ten million of them makes no garbage.
 */
final class HeapVersion {

    static final int HEADER = 23;

    private static final int XMAX_EXCLUSIVE_LOCK = 0x0040;
    private static final int XMAX_KEY_SHARE_LOCK = 0x0010;
    private static final int XMAX_LOCK_ONLY = 0x0080;
    private static final int XMIN_COMMITTED = 0x0100;
    private static final int XMIN_INVALID = 0x0200;
    private static final int XMIN_FROZEN = XMIN_COMMITTED | XMIN_INVALID;
    private static final int XMAX_INVALID = 0x0800;
    private static final int XMAX_IS_MULTI = 0x1000;
    private static final int MOVED_TO_PARTITION = 0xFFFD;

    private byte[] bytes = new byte[0];
    private int at;
    private int length;

    /** @return whether a row version is at this line pointer; false for an unused, dead or redirected one */
    boolean at(byte[] pages, int page, int line) {
        int item = WalPage.int32(pages, page + line);
        int offset = item & 0x7FFF;
        length = item >>> 17;
        if ((item >>> 15 & 3) != 1 || length <= HEADER || offset + length > WalPage.BYTES) {
            return false;
        }
        bytes = pages;
        at = page + offset;
        return data() <= at + length;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return at;
    }

    int length() {
        return length;
    }

    /** Where its values begin, in the same array. */
    int data() {
        return at + (bytes[at + 22] & 0xFF);
    }

    private int flags() {
        return WalPage.uint16(bytes, at + 20);
    }

    /** Its writer is known to have been rolled back. */
    boolean neverCommitted() {
        return (flags() & XMIN_FROZEN) == XMIN_INVALID;
    }

    /** Id of its writer; 0 for a frozen version, whose id is of another age. */
    long writer() {
        return (flags() & XMIN_FROZEN) == XMIN_FROZEN ? 0 : Integer.toUnsignedLong(WalPage.int32(bytes, at));
    }

    /** Whether {@link #ender} is the id of a group of transactions, one of which ended the version. */
    boolean endedByOneOfSeveral() {
        return ended() && (flags() & XMAX_IS_MULTI) != 0;
    }

    /** Id of the transaction, or of the group of transactions, that deleted or replaced it; 0 when none did. */
    long ender() {
        return ended() ? Integer.toUnsignedLong(WalPage.int32(bytes, at + 4)) : 0;
    }

    private boolean ended() {
        int flags = flags();
        boolean onlyLocked = (flags & XMAX_LOCK_ONLY) != 0
                || (flags & (XMAX_IS_MULTI | XMAX_EXCLUSIVE_LOCK | XMAX_KEY_SHARE_LOCK)) == XMAX_EXCLUSIVE_LOCK;
        return (flags & XMAX_INVALID) == 0 && !onlyLocked;
    }

    /** Whether whoever ended it wrote the row anew in another partition. */
    boolean movedToAnotherPartition() {
        return WalPage.uint16(bytes, at + 16) == MOVED_TO_PARTITION;
    }
}
