package playbook.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of one role that write as fast as they can and connect again whenever they are thrown out. */
public final class Traffic implements AutoCloseable {

    private final TestServer server;
    private final AtomicLong written = new AtomicLong();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ended;

    public Traffic(TestServer server, String role, int connections) {
        this.server = server;
        server.execute(
                "CREATE TABLE IF NOT EXISTS traffic (id bigserial PRIMARY KEY, text text)",
                "GRANT ALL ON traffic TO \"" + role + "\"",
                "GRANT ALL ON SEQUENCE traffic_id_seq TO \"" + role + "\"");
        for (int i = 0; i < connections; i++) {
            Thread client = new Thread(() -> write(role), "traffic-" + i);
            clients.add(client);
            client.start();
        }
    }

    /** Acknowledged writes so far. */
    public long written() {
        return written.get();
    }

    private void write(String role) {
        while (!ended) {
            try (Connection connection = server.tryConnect(role, TestServer.DATABASE);
                    Statement statement = connection.createStatement()) {
                while (!ended) {
                    statement.execute("INSERT INTO traffic (text) VALUES (repeat('x', 100))");
                    written.incrementAndGet();
                    Thread.sleep(2);
                }
            } catch (SQLException | InterruptedException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        for (Thread client : clients) {
            try {
                client.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
