package playbook.postgres;

/**
 * Told of each version of a catalog's row, in the order of the WAL; does nothing where it does not say otherwise. Rows are
 * their bytes behind the tuple's header.
 */
interface CatalogListener {

    /** Any version that is seen for the first time, also on an image of a page. */
    default void seen(byte[] row) {}

    default void inserted(int xid, byte[] row) {}

    default void updated(int xid, byte[] before, byte[] after) {}

    default void deleted(int xid, byte[] row) {}

    /** A row was updated or deleted whose content no earlier record told. */
    default void unknown(int xid) {}
}
