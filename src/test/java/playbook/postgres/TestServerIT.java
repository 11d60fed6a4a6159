package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import playbook.incident.Target;

/** The servers that other tests rely on. */
class TestServerIT {

    @Test
    void aServerAnswersArchivesAndLeavesNothing() throws Exception {
        Path root;
        try (TestServer server = TestServer.with().archive().start()) {
            root = server.root();
            server.applicationRole("api");
            try (Connection session = Connections.open(server.target())) {
                assertThat(session.getMetaData().getUserName()).isEqualTo("recovery");
            }
            String segment = server.query("SELECT pg_walfile_name(pg_switch_wal())");
            org.awaitility.Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(server.archive().resolve(segment)).exists());
            server.stopServer("immediate");
            server.startServer();
            assertThat(server.query("SELECT 1")).isEqualTo("1");
            assertThat(server.target().applicationRoles()).containsExactly("api");
            aCopyIsWaitedFor(server);
        }
        assertThat(Files.exists(root)).isFalse();
    }

    /** As behind a Service that leads to its pod only after a while. */
    private static void aCopyIsWaitedFor(TestServer server) throws Exception {
        Target target = server.target();
        Duration none = Duration.ZERO;
        server.stopServer("fast");
        assertThatThrownBy(() -> Connections.openCopy(target, target.host(), target.port(), none))
                .hasMessageContaining("cannot connect to the side instance of");
        CompletableFuture<Connection> session = CompletableFuture.supplyAsync(
                () -> Connections.openCopy(target, target.host(), target.port(), Duration.ofMinutes(1)));
        assertThat(session).isNotDone();
        server.startServer();
        session.get(1, TimeUnit.MINUTES).close();
    }
}
