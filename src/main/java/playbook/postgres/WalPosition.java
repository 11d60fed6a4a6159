package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import playbook.incident.Await;
import playbook.incident.Lsn;

/**
 * A server's current position.
 *
 * @param lsn WAL position; later writes come after it
 * @param nextXid the next transaction id that the server will assign (32 bits)
 * @param at the server's clock, UTC
 */
record WalPosition(Lsn lsn, long nextXid, Instant at) {

    private static final Duration FLUSH = Duration.ofMillis(400);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    // age() counts from the next transaction id and, unlike txid_current(), takes none.
    private static final String NOW = """
            SELECT pg_catalog.pg_current_wal_insert_lsn()::text,
                   (3 + pg_catalog.age('3'::pg_catalog.xid)::bigint) & 4294967295, pg_catalog.clock_timestamp()
            """;
    private static final String SEGMENT_SIZE =
            "SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))";

    static WalPosition now(Connection session) throws SQLException {
        return Query.one(
                session,
                NOW,
                row -> new WalPosition(Lsn.parse(Query.text(row)), row.getLong(2), Query.instant(row, 3)));
    }

    /** The WAL can be read from its files only up to what was flushed; a segment switch flushes all. */
    static void flush(Connection session, Lsn position) throws SQLException {
        int segmentBytes = Query.one(session, SEGMENT_SIZE, row -> row.getInt(1));
        Lsn written = WalPage.written(position, segmentBytes);
        long until = System.nanoTime() + FLUSH.toNanos();
        while (System.nanoTime() < until) {
            Lsn flushed =
                    Lsn.parse(Query.one(session, "SELECT pg_catalog.pg_current_wal_flush_lsn()::text", Query::text));
            if (!flushed.isBefore(written)) {
                return;
            }
            Await.pause(BETWEEN_LOOKS);
        }
        Query.one(session, "SELECT pg_catalog.pg_switch_wal()::text", Query::text);
    }
}
