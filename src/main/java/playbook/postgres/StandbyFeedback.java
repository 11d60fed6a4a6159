package playbook.postgres;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import playbook.incident.Await;
import playbook.incident.Target;

/**
 * Connects to the server like a standby, just long enough to send hot standby feedback with an xmin. The slot keeps
 * that xmin after the stream has ended; see "Streaming Replication Protocol" in PostgreSQL's manual.
 */
final class StandbyFeedback {

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final Map<String, String> REPLICATION =
            Map.of("replication", "true", "preferQueryMode", "simple", "assumeMinServerVersion", "10");

    private StandbyFeedback() {}

    /**
     * @param watcher ordinary session that sees the slot take the xmin
     * @param slot physical slot, named from {@code [a-z0-9_]} only
     * @param xmin with its epoch in the upper half
     * @return whether the slot holds an xmin now
     */
    static boolean hold(Target target, Connection watcher, String slot, long xmin, Duration patience)
            throws SQLException {
        try (Connection stream = Connections.open(target, target.database(), REPLICATION)) {
            String position = Query.one(watcher, "SELECT pg_catalog.pg_current_wal_flush_lsn()::text", Query::text);
            CopyDual copy = stream.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyDual("START_REPLICATION SLOT \"" + slot + "\" PHYSICAL " + position);
            byte[] message = message(xmin);
            copy.writeToCopy(message, 0, message.length);
            copy.flushCopy();
            boolean held = isHeld(watcher, slot, patience);
            // A regular end would wait for the server's stream; the slot does not need one.
            stream.abort(Runnable::run);
            return held;
        }
    }

    private static byte[] message(long xmin) {
        return ByteBuffer.allocate(25)
                .put((byte) 'h')
                .putLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, Instant.now()))
                .putInt((int) xmin)
                .putInt((int) (xmin >>> 32))
                .putInt(0)
                .putInt(0)
                .array();
    }

    private static boolean isHeld(Connection watcher, String slot, Duration patience) throws SQLException {
        return Await.until(
                held -> held,
                patience,
                Duration.ofMillis(5),
                () -> Query.one(
                        watcher,
                        "SELECT xmin IS NOT NULL FROM pg_catalog.pg_replication_slots WHERE slot_name = ?",
                        row -> row.getBoolean(1),
                        slot));
    }
}
