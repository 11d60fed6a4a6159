package playbook.practice;

import java.time.Instant;
import java.util.List;

/**
 * One line of the oracle's log: {@code intent} before a COMMIT is sent, {@code ack} when the server confirmed it.
 *
 * @param id the transaction, unique over all replicas
 * @param writes the rows as the transaction leaves them; empty in an acknowledgement
 */
record OracleLine(String kind, String id, Instant at, List<Write> writes) {

    static final String INTENT = "intent";
    static final String ACK = "ack";

    /**
     * @param version counts the changes of this row, so that writes of several replicas have an order
     * @param deleted the row is gone; the hash means nothing
     * @param hash see {@link Sql#HASH}
     */
    record Write(String table, long key, long version, boolean deleted, long hash) {}
}
