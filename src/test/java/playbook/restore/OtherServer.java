package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.evidence.InMemoryRecord;
import playbook.evidence.Json;
import playbook.incident.CutOverPlan;
import playbook.incident.DataInPlace;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Remembered;
import playbook.incident.StopPoint;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.kubernetes.RightsUsed;
import playbook.platform.kubernetes.TwoServers;
import playbook.postgres.ServerPlace;
import playbook.postgres.TestServer;
import playbook.postgres.WriteFence;

/** The steps of an exchange by the Service, with real servers behind it, asked only through the Service. */
final class OtherServer {

    private final Patient patient;
    private final TwoServers cluster;
    private final Incident incident;
    private final InMemoryRecord record = new InMemoryRecord();
    private final CutOverPlan plan;
    private final StopServer stop;
    private final StartServer start;

    OtherServer(Patient patient, TwoServers cluster, String identifier) {
        this.patient = patient;
        this.cluster = cluster;
        incident = new Incident("DL-2026-0001", patient.server.target(), Instant.now(), "olivia", Instant.now());
        plan = new CutOverPlan(
                incident.key(),
                identifier,
                TestServer.DATABASE,
                patient.server.data().toString(),
                new StopPoint(StopPoint.Kind.TRANSACTION, "771", 1),
                "b1",
                new Lsn(1),
                0,
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH,
                "0123456789abcdef");
        record.found(incident, "planCutOver", plan);
        Platforms platforms = ScriptedPlatform.of(cluster.servers, cluster.network);
        stop = new StopServer(platforms, record);
        start = new StartServer(platforms, new WriteFence((connection, from, to, own) -> Set.of()), record, record);
    }

    void takesThePlaceAndGivesItBack() throws Exception {
        // Endpoints follow the pods a moment later.
        await().ignoreExceptions().until(() -> !place().standby());
        Service before = cluster.service();
        assertThat(place().timeline()).isEqualTo(1);
        assertThat(cluster.servers.cannotExchange(incident.target(), incident.key()))
                .isEmpty();

        stop.run(incident);
        DataInPlace now = swap("forward");
        assertThat(now.timeline()).isEqualTo(2);
        assertThat(now.dataDirectory())
                .isEqualTo(cluster.restored.resolve("data").toString());
        assertThat(now.aside())
                .isEqualTo(patient.server.data()
                        + " of the former server, which stays stopped while the Service leads to the other one,");
        record.found(incident, "swapData", now);
        cluster.scale("postgres", 1);
        assertThatThrownBy(() -> start.run(incident))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith(
                        "the other server, StatefulSet database/postgres, is scaled to 1 and has the pods");
        await().until(() -> cluster.hasPod("postgres"));
        cluster.scale("postgres", 0);
        await().until(() -> !cluster.hasPod("postgres"));

        record.remember(incident, Remembered.NETWORK_FENCE, incident.key(), "none");
        assertThat(cluster.network.isUp(incident.target(), incident.key())).isFalse();
        StartServer.ServerStarted started =
                (StartServer.ServerStarted) start.run(incident).finding();
        start.run(incident);

        assertThat(cluster.network.isUp(incident.target(), incident.key()))
                .as("the network is shut before a server that was not there when the fence went up")
                .isTrue();

        assertThat(started.owner()).startsWith("pod database/postgres-restored-0 ");
        assertThat(started.archive()).isEqualTo("archived");
        assertThat(place().timeline()).isEqualTo(2);
        assertThat(place().systemIdentifier()).isEqualTo(plan.systemIdentifier());
        assertThat(patient.server.query("SELECT host(inet_server_addr())"))
                .isEqualTo(cluster.address("postgres-restored"));
        assertThat(rows()).isEqualTo("1001 2001");
        assertThat(cluster.address("postgres")).isEmpty();
        assertThat(Files.exists(patient.server.archive().resolve("00000002.history")))
                .isTrue();
        assertThat(cluster.servers.cannotExchange(incident.target(), "DL-2026-0002"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("leads to postgres-restored already, since DL-2026-0001"));
        assertThatThrownBy(() -> cluster.servers.lead(incident.target(), "DL-2026-0002", false))
                .hasMessageContaining("was switched for DL-2026-0001, not for DL-2026-0002");

        stop.run(incident);
        DataInPlace back = swap("back");
        record.found(incident, "undoSwap", back);
        StartServer.ServerStarted again =
                (StartServer.ServerStarted) start.run(incident).finding();

        assertThat(again.owner()).startsWith("pod database/postgres-0 ");
        assertThat(place().timeline()).isEqualTo(1);
        assertThat(rows()).isEqualTo("501 3001");
        assertThat(patient.server.query("SELECT host(inet_server_addr())")).isEqualTo(cluster.address("postgres"));
        assertThat(cluster.service().getSpec()).isEqualTo(before.getSpec());
        assertThat(cluster.service().getMetadata().getAnnotations())
                .isEqualTo(before.getMetadata().getAnnotations());
        RightsUsed.areAllGranted(cluster.calls());
    }

    private ServerPlace place() {
        return ServerPlace.ask(incident.target());
    }

    private String rows() {
        return patient.server.query("SELECT count(*) || ' ' || max(id) FROM t");
    }

    private DataInPlace swap(String direction) {
        Job job = SwapData.job(incident, "swap-" + direction, plan, direction);
        Map<String, String> environment = new HashMap<>(job.environment());
        environment.put("PLAYBOOK_INCIDENT", "work");
        cluster.jobs.start(job.withEnvironment(environment));
        JobStatus ended = await().until(() -> cluster.jobs.look(incident.target(), job.name()), JobStatus::ended);
        assertThat(ended.state()).as(ended.logTail()).isEqualTo(JobStatus.State.SUCCEEDED);
        return Json.read(String.valueOf(ended.result()), DataInPlace.class);
    }
}
