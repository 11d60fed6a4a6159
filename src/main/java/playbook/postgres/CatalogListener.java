package playbook.postgres;

/**
 * Called for each version of a catalog's row, in the order of the WAL; the defaults do nothing. A row is its bytes
 * after the tuple header.
 */
interface CatalogListener {

    /** A row version was seen for the first time, possibly in a full-page image. */
    default void seen(byte[] row) {}

    default void inserted(int xid, byte[] row) {}

    default void updated(int xid, byte[] before, byte[] after) {}

    default void deleted(int xid, byte[] row) {}

    /** A row was updated or deleted whose former content is unknown. */
    default void unknown(int xid) {}
}
