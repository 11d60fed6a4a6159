package playbook.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The transactions and subtransactions in progress at the current reading position. */
final class OpenTransactions {

    private final Map<Integer, OpenTransaction> open = new HashMap<>();
    private int lastXid;
    private @Nullable OpenTransaction last;

    OpenTransaction of(WalRecord record) {
        return of(record.xidBits(), record.lsn);
    }

    /** @param lsn start of its first record, used when the transaction was not seen before */
    OpenTransaction of(int xid, long lsn) {
        if (last == null || lastXid != xid) {
            last = open.computeIfAbsent(xid, id -> new OpenTransaction(lsn));
            lastXid = xid;
        }
        return last;
    }

    /** Removes and returns the transaction and its subtransactions, as far as they did anything. */
    List<OpenTransaction> take(TransactionEnd end) {
        last = null;
        List<OpenTransaction> parts = new ArrayList<>();
        take(end.xid, parts);
        end.subtransactions.forEach(sub -> take(sub.intValue(), parts));
        return parts;
    }

    private void take(int xid, List<OpenTransaction> parts) {
        OpenTransaction part = open.remove(xid);
        if (part != null) {
            parts.add(part);
        }
    }
}
