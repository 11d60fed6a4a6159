package playbook.postgres;

import org.jspecify.annotations.Nullable;
import playbook.incident.Lsn;

/**
 * What is known of the time before a reader's start: which transactions may have begun there, and which pages are
 * known.
 */
final class ReadStart {

    private final Lsn begin;
    private long firstNextXid;
    private @Nullable Lsn firstRedo;

    ReadStart(Lsn begin) {
        this.begin = begin;
    }

    /** A list of running transactions. */
    void running(WalRecord record) {
        if (firstNextXid == 0 && record.decode()) {
            firstNextXid = Integer.toUnsignedLong(record.main32(12));
        }
    }

    void checkpoint(WalRecord record) {
        if (firstRedo == null && record.decode()) {
            Lsn redo = new Lsn(record.main64(0));
            firstRedo = redo.isBefore(begin) ? null : redo;
        }
    }

    /**
     * Whether a transaction may have begun before the start; true for all until the first list of running transactions
     * is read.
     */
    boolean mayHaveBegunEarlier(long xid) {
        return firstNextXid == 0 || (int) (xid - firstNextXid) < 0;
    }

    /** True when a checkpoint began between the start and this position. */
    boolean knowsPagesFrom(Lsn position) {
        return firstRedo != null && !position.isBefore(firstRedo);
    }
}
