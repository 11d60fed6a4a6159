package playbook.postgres;

/**
 * The operations of WAL records by their resource manager, the same numbers in all majors that {@link WalFormat} knows; as
 * in {@code access/heapam_xlog.h}, {@code access/xact.h}, {@code catalog/pg_control.h}, {@code catalog/storage_xlog.h},
 * {@code storage/standbydefs.h} and {@code utils/relmapper.h}.
 */
final class WalOperation {

    /** Of these resource managers the highest bit is a flag ({@code XLOG_HEAP_OPMASK}, {@code XLOG_XACT_OPMASK}). */
    static final int MASK_BESIDE_FLAG = 0x70;

    static final int MASK = 0xF0;

    static final int HEAP_INSERT = 0x00;
    static final int HEAP_DELETE = 0x10;
    static final int HEAP_UPDATE = 0x20;
    static final int HEAP_TRUNCATE = 0x30;
    static final int HEAP_HOT_UPDATE = 0x40;
    static final int HEAP_INPLACE = 0x70;
    static final int HEAP2_MULTI_INSERT = 0x50;

    static final int COMMIT = 0x00;
    static final int ABORT = 0x20;
    static final int COMMIT_PREPARED = 0x30;
    static final int ABORT_PREPARED = 0x40;

    static final int CHECKPOINT_SHUTDOWN = 0x00;
    static final int CHECKPOINT_ONLINE = 0x10;
    static final int SWITCH = 0x40;
    static final int PAGE_IMAGE_FOR_HINT = 0xA0;
    static final int PAGE_IMAGE = 0xB0;

    static final int STORAGE_CREATE = 0x10;
    static final int STANDBY_LOCK = 0x00;
    static final int RUNNING_TRANSACTIONS = 0x10;
    static final int RELATION_MAP_UPDATE = 0x00;

    private WalOperation() {}
}
