package playbook.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.Target;
import playbook.platform.LocalRange;
import playbook.platform.Servers.State;
import playbook.postgres.TestServer;

class LocalServersIT {

    private TestServer server;
    private LocalServers servers;
    private Target target;

    @BeforeEach
    void aServerThatRuns() {
        server = TestServer.start();
        servers = new LocalServers(LocalRange.targets(server));
        target = server.target();
    }

    @AfterEach
    void nothingStays() {
        server.close();
    }

    @Test
    void itIsStoppedAndStartedEachTwice() throws Exception {
        String pid = Files.readAllLines(server.data().resolve("postmaster.pid")).get(0);
        assertThat(servers.look(target)).isEqualTo(new State("process " + pid, true));

        assertThat(servers.stop(target)).isEqualTo(State.STOPPED);
        assertThat(servers.stop(target)).isEqualTo(State.STOPPED);
        assertThat(server.asPostgres(
                        server.bin().resolve("pg_controldata").toString(),
                        server.data().toString()))
                .containsPattern("Database cluster state: +shut down\n");

        State started = servers.start(target);
        assertThat(started.ready()).isTrue();
        assertThat(servers.start(target)).isEqualTo(started);
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }

    /** Children outlive a killed server for a moment, and its file stays. */
    @Test
    void aKilledServerIsNotTakenForARunningOne() throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(server.data().resolve("postmaster.pid")).get(0));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Awaitility.await().until(() -> servers.look(target).stopped());
        assertThat(server.data().resolve("postmaster.pid")).exists();
        assertThat(servers.stop(target)).isEqualTo(State.STOPPED);
        // Until somebody has asked for its exit code, PostgreSQL itself takes a dead process for a living one.
        Awaitility.await().ignoreExceptions().until(() -> servers.start(target).ready());
    }

    /** The number in the file is given to any other process after a reboot. */
    @Test
    void aForeignProcessOfTheSameNumberOwnsNothing() throws Exception {
        servers.stop(target);
        Files.write(
                server.data().resolve("postmaster.pid"),
                List.of(
                        Long.toString(ProcessHandle.current().pid()),
                        server.data().toString()));
        assertThat(servers.look(target)).isEqualTo(State.STOPPED);
        Files.delete(server.data().resolve("postmaster.pid"));
    }

    @Test
    void aServerThatCannotStartSaysWhy() throws Exception {
        servers.stop(target);
        Files.writeString(server.data().resolve("postgresql.auto.conf"), "shared_buffers = 'nonsense'\n");
        assertThatThrownBy(() -> servers.start(target))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("does not take connections after 15 s (it does not run).")
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"nonsense\"")
                .hasMessageContaining("\nHINT: read its log");
    }
}
