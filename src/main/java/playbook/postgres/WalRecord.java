package playbook.postgres;

import java.util.zip.CRC32C;
import playbook.incident.Lsn;

/**
 * The current record of a {@link WalReader}, read in place: valid until the reader moves on. Layout:
 * {@code access/xlogrecord.h}.
 */
public final class WalRecord {

    static final int HEADER = 24;

    private static final int TOP_XID = 252;
    private static final int ORIGIN = 253;
    private static final int DATA_LONG = 254;
    private static final int DATA_SHORT = 255;

    byte[] bytes = new byte[0];
    int at;
    int length;
    long lsn;
    long endLsn;
    int timeline;
    WalFormat format = WalFormat.KNOWN.get(0);

    private final CRC32C checksum = new CRC32C();
    private int tablespace;
    private int database;
    private int relation;
    private int blocks;
    private int firstPage;
    private int secondPage;
    private int mainAt;
    private int mainLength;
    private int topXid;

    public Lsn lsn() {
        return new Lsn(lsn);
    }

    public Lsn endLsn() {
        return new Lsn(endLsn);
    }

    /** Timeline of the segment file which holds the record's beginning. */
    public int timeline() {
        return timeline;
    }

    /** Id of the writing transaction or subtransaction, 0 for none. */
    public long xid() {
        return Integer.toUnsignedLong(xidBits());
    }

    int xidBits() {
        return WalPage.int32(bytes, at + 4);
    }

    int info() {
        return bytes[at + 16] & 0xFF;
    }

    /** The operation, one of {@link WalOperation} for the resource manager. */
    int operation() {
        int manager = manager();
        boolean flagged = manager == ResourceManager.HEAP
                || manager == ResourceManager.HEAP2
                || manager == ResourceManager.TRANSACTION;
        return info() & (flagged ? WalOperation.MASK_BESIDE_FLAG : WalOperation.MASK);
    }

    boolean checksumRight() {
        checksum.reset();
        checksum.update(bytes, at + HEADER, length - HEADER);
        checksum.update(bytes, at, HEADER - 4);
        return (int) checksum.getValue() == WalPage.int32(bytes, at + 20);
    }

    /** Number of the resource manager. */
    int manager() {
        return bytes[at + 17] & 0xFF;
    }

    /**
     * Reads the headers of blocks and data; needed before any of the methods below. Returns false when they are
     * invalid.
     */
    boolean decode() {
        blocks = 0;
        mainLength = 0;
        topXid = 0;
        relation = 0;
        int position = at + HEADER;
        int end = at + length;
        long data = 0;
        while (end - position > data) {
            int id = bytes[position] & 0xFF;
            if (id <= BlockHeader.LAST_ID) {
                int flags = bytes[position + 1] & 0xFF;
                data += WalPage.uint16(bytes, position + 2);
                position += 4;
                if ((flags & BlockHeader.HAS_IMAGE) != 0) {
                    data += WalPage.uint16(bytes, position);
                    int image = bytes[position + 4] & 0xFF;
                    boolean compressed = (image & format.compressedImage()) != 0;
                    position += 5 + ((image & BlockHeader.HAS_HOLE) != 0 && compressed ? 2 : 0);
                }
                if ((flags & BlockHeader.SAME_RELATION) == 0) {
                    if (blocks == 0) {
                        tablespace = WalPage.int32(bytes, position);
                        database = WalPage.int32(bytes, position + 4);
                        relation = WalPage.int32(bytes, position + 8);
                    }
                    position += 12;
                }
                if (blocks == 0) {
                    firstPage = WalPage.int32(bytes, position);
                    secondPage = firstPage;
                } else if (blocks == 1) {
                    secondPage = WalPage.int32(bytes, position);
                }
                position += 4;
                blocks++;
            } else if (id == DATA_SHORT) {
                mainLength = bytes[position + 1] & 0xFF;
                data += mainLength;
                position += 2;
            } else if (id == DATA_LONG) {
                mainLength = WalPage.int32(bytes, position + 1);
                data += mainLength;
                position += 5;
            } else if (id == ORIGIN) {
                position += 3;
            } else if (id == TOP_XID) {
                topXid = WalPage.int32(bytes, position + 1);
                position += 5;
            } else {
                return false;
            }
            if (position > end) {
                return false;
            }
        }
        mainAt = end - mainLength;
        return end - position == data;
    }

    int blocks() {
        return blocks;
    }

    /** Top transaction, 0 when the record does not say (only {@code wal_level=logical} does, once). */
    int topXidBits() {
        return topXid;
    }

    /** OIDs of the first block's tablespace, database, and its relation's file number. */
    int tablespace() {
        return tablespace;
    }

    int database() {
        return database;
    }

    int relation() {
        return relation;
    }

    /** Number of the first block in its relation's file. */
    int firstPage() {
        return firstPage;
    }

    /** Number of the second block, of the first when there is no other. */
    int secondPage() {
        return secondPage;
    }

    int mainLength() {
        return mainLength;
    }

    int main8(int offset) {
        return bytes[mainAt + offset] & 0xFF;
    }

    int main16(int offset) {
        return WalPage.uint16(bytes, mainAt + offset);
    }

    int main32(int offset) {
        return WalPage.int32(bytes, mainAt + offset);
    }

    long main64(int offset) {
        return WalPage.int64(bytes, mainAt + offset);
    }
}
