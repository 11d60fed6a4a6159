package playbook.practice;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import playbook.incident.Await;

/** Writes at a steady pace until the program is stopped; a database that went away is tried again until it is back. */
final class TrafficLoop {

    private final ApiDatabase database;
    private final OracleLog oracle;
    /** Nanoseconds from one transaction to the next. */
    private final long pace;

    private volatile boolean stopping;

    /** @param rate transactions a second */
    TrafficLoop(ApiDatabase database, OracleLog oracle, int rate) {
        this.database = database;
        this.oracle = oracle;
        this.pace = 1_000_000_000L / Math.max(1, rate);
    }

    void start() {
        Thread loop = new Thread(this::loop, "traffic");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(loop)));
        loop.start();
    }

    /** Lets the running transaction end, so that a stop leaves no write of unknown fate. */
    private void stop(Thread loop) {
        stopping = true;
        try {
            loop.join(3_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        oracle.force();
        Api.log("INFO stopped");
    }

    private void loop() {
        Traffic traffic = new Traffic(oracle);
        long patience = 200;
        while (!stopping) {
            try (Connection connection = database.connect(15)) {
                connection.setAutoCommit(false);
                Api.log("INFO connected to the database");
                patience = 200;
                write(traffic, connection);
            } catch (SQLException e) {
                Api.log("ERROR database: " + Api.firstLine(e) + "; next try in " + patience + " ms");
                oracle.force();
                Await.pause(Duration.ofMillis(patience));
                patience = Math.min(2_000, patience * 2);
            }
        }
    }

    private void write(Traffic traffic, Connection connection) throws SQLException {
        long next = System.nanoTime();
        long forced = next;
        while (!stopping) {
            try {
                traffic.once(connection);
            } catch (SQLException e) {
                if (connection.isClosed() || !connection.isValid(2)) {
                    throw e;
                }
                Api.log("ERROR write failed: " + Api.firstLine(e));
                connection.rollback();
            }
            long now = System.nanoTime();
            if (now - forced > 200_000_000L) {
                oracle.force();
                forced = now;
            }
            // A loop that fell behind its pace does not catch up: that would be a storm just when the database is slow.
            next = Math.max(next + pace, now);
            Await.pause(Duration.ofNanos(next - now));
        }
    }
}
