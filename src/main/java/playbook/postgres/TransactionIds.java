package playbook.postgres;

import java.util.Set;
import java.util.TreeSet;

/** Transaction ids as a server gives them out: 32 bits, wrapped around. */
final class TransactionIds {

    private static final int ENOUGH = 1000;

    private TransactionIds() {}

    /** The ids from one (inclusive) to another (exclusive), at most a thousand. */
    static Set<Long> between(long from, long to) {
        Set<Long> ids = new TreeSet<>();
        long xid = from;
        while (xid != to && ids.size() < ENOUGH) {
            ids.add(xid);
            xid = (xid + 1) & 0xFFFF_FFFFL;
        }
        return ids;
    }
}
