package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

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
        }
        assertThat(Files.exists(root)).isFalse();
    }
}
