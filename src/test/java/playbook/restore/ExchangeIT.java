package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Remembered;
import playbook.incident.StopPoint;
import playbook.platform.NetworkFence;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.local.TestServers;
import playbook.postgres.TestServer;
import playbook.postgres.WriteFence;

/** The short steps around the exchange, on a real server: it must be the meant one before and after. */
class ExchangeIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private TestServer server;
    private Incident incident;
    private StopServer stop;
    private StartServer start;

    @BeforeEach
    void aServerWithAnApplication() {
        server = TestServer.with().archive().start();
        server.applicationRole("api");
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
        Platforms platforms = ScriptedPlatform.of(TestServers.of(server), NetworkFence.NONE);
        stop = new StopServer(platforms, record);
        start = new StartServer(platforms, new WriteFence((connection, from, to, own) -> Set.of()), record, record);
    }

    @AfterEach
    void nothingStays() {
        server.close();
    }

    @Test
    void theApprovedServerIsStoppedAndTheOneInPlaceIsStartedFencedAndArchiving() throws Exception {
        String identifier = server.query("SELECT system_identifier FROM pg_control_system()");
        record.found(incident, "planCutOver", plan(identifier, server.data().toString()));
        assertThat(stop.run(incident).outcome()).hasToString("STOPPED");
        assertThat(stop.run(incident).outcome()).hasToString("STOPPED");
        assertThat(server.data().resolve("postmaster.pid")).doesNotExist();

        record.found(incident, "swapData", new DataInPlace("forward", "", "", identifier, 1, "shut down"));
        StartServer.ServerStarted started =
                (StartServer.ServerStarted) start.run(incident).finding();
        assertThat(started.archive()).isEqualTo("archived");
        assertThat(started.place().dataDirectory()).isEqualTo(server.data().toString());
        assertThat(record.open(incident, Remembered.ROLE))
                .extracting(change -> change.subject())
                .containsExactly("api");
        assertThatThrownBy(() -> server.tryConnect("api", TestServer.DATABASE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not permitted to log in");
        assertThat(start.run(incident).outcome()).hasToString("STARTED");

        record.found(incident, "swapData", new DataInPlace("forward", "", "", identifier, 2, "shut down"));
        assertThatThrownBy(() -> start.run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("but the data in place is timeline 2 of cluster " + identifier);
    }

    @Test
    void anotherServerThanTheApprovedOneIsNotStopped() {
        record.found(incident, "planCutOver", plan("4711", server.data().toString()));
        assertThatThrownBy(() -> stop.run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("the approved plan replaces cluster 4711 in " + server.data());
        assertThat(server.query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void aServerThatDoesNotArchiveIsNotTakenForAWholeOne() throws Exception {
        String identifier = server.query("SELECT system_identifier FROM pg_control_system()");
        server.execute("ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()");
        record.found(incident, "swapData", new DataInPlace("forward", "", "", identifier, 1, "shut down"));
        assertThatThrownBy(() -> start.run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("the new timeline is not archived: [0000000100000000")
                .hasMessageContaining("are not archived after 5 s; archive_mode on")
                .hasMessageContaining("HINT: see why archive_command fails");
        assertThat(Files.exists(server.data().resolve("postmaster.pid"))).isTrue();
    }

    private static CutOverPlan plan(String identifier, String data) {
        return new CutOverPlan(
                "DL-2026-0001",
                identifier,
                TestServer.DATABASE,
                data,
                new StopPoint(StopPoint.Kind.TRANSACTION, "771", 1),
                "b1",
                new Lsn(1),
                0,
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH,
                "0123456789abcdef");
    }
}
