package playbook.postgres;

/** Numbers of the resource managers whose WAL records are read; as in {@code access/rmgrlist.h}. */
final class ResourceManager {

    static final int XLOG = 0;
    static final int TRANSACTION = 1;
    static final int STORAGE = 2;
    static final int RELATION_MAP = 7;
    static final int STANDBY = 8;
    static final int HEAP2 = 9;
    static final int HEAP = 10;
    static final int SEQUENCE = 15;

    private ResourceManager() {}
}
