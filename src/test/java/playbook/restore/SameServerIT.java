package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.Fence;
import playbook.freeze.Pin;
import playbook.freeze.SecureWal;
import playbook.incident.CutOverPlan;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.ServerIdentity;
import playbook.incident.ServerSeen;
import playbook.incident.StopPoint;
import playbook.platform.NetworkFence;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;
import playbook.platform.local.TestServers;
import playbook.postgres.CommittedWrites;
import playbook.postgres.HorizonPin;
import playbook.postgres.TestServer;
import playbook.postgres.WalSwitch;
import playbook.postgres.WriteFence;
import playbook.resume.LiftFence;
import playbook.resume.Unpin;
import playbook.validate.RoleGate;

/** Another server answers at the address of the incident's: every step that would change it refuses, and has changed nothing. */
class SameServerIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final HorizonPin horizon = new HorizonPin();
    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());
    private TestServer server;
    private Incident incident;
    private String reported;

    @BeforeEach
    void anIncidentThatIsPinnedAndFenced() {
        server = TestServer.start();
        server.applicationRole("api");
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olga", Instant.now());
        record.kept(incident, new Pin(horizon, record, record).run(incident));
        record.kept(incident, new Fence(fence, record, record).run(incident));
        reported = record.get(incident, ServerIdentity.class).systemIdentifier();
        record.found(incident, "planCutOver", plan());
    }

    @AfterEach
    void nothingStays() {
        server.close();
    }

    @Test
    void anotherClusterAtTheSameHostAndPortIsLeftAlone() throws IOException {
        server.stopServer("fast");
        anotherCluster();
        String other = server.query("SELECT system_identifier FROM pg_control_system()");
        assertThat(other).isNotEqualTo(reported);

        everyStepRefuses("answers cluster " + other, "is about the primary of cluster " + reported + ". Nothing");
    }

    @Test
    void aStandbyWhereThePrimaryWasIsLeftAlone() throws IOException {
        server.stopServer("fast");
        server.asPostgres("touch", server.data().resolve("standby.signal").toString());
        server.startServer();
        assertThat(server.query("SELECT pg_is_in_recovery()")).isEqualTo("t");

        everyStepRefuses("answers a standby of cluster " + reported, "was there a failover?");
    }

    @Test
    void aServerThatWasRestartedIsToldAndNotRefused() {
        Instant first = record.get(incident, ServerSeen.class).startedAt();
        new Fence(fence, record, record).run(incident);
        assertThat(record.get(incident, ServerSeen.class).before()).isNull();

        server.stopServer("immediate");
        server.startServer();
        new Fence(fence, record, record).run(incident);

        ServerSeen seen = record.get(incident, ServerSeen.class);
        assertThat(seen.startedAt()).isAfter(first);
        assertThat(seen.before()).isEqualTo("started at " + first + " at 127.0.0.1 in " + server.data());
    }

    @Test
    void whereNobodyPinnedTheServerThatIsFencedIsTheOneFromThenOn() throws IOException {
        Incident byHand = new Incident("DL-2026-0002", server.target(), Instant.now(), "olga", Instant.now());
        new Fence(fence, record, record).run(byHand);

        assertThat(record.get(byHand, ServerIdentity.class).systemIdentifier()).isEqualTo(reported);
    }

    private void everyStepRefuses(String found, String expected) throws IOException {
        String before = state();
        int open = record.open().size();
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, ThrowingCallable> step : steps().entrySet()) {
            softly.assertThatThrownBy(step.getValue())
                    .as(step.getKey())
                    .isInstanceOf(HintedException.class)
                    .hasMessageContaining("at 127.0.0.1:" + server.port() + " ")
                    .hasMessageContaining(found)
                    .hasMessageContaining(expected)
                    .hasMessageContaining("HINT: ");
            softly.assertThat(state()).as("after %s", step.getKey()).isEqualTo(before);
            softly.assertThat(record.open())
                    .as("remembered after %s", step.getKey())
                    .hasSize(open);
        }
        softly.assertAll();
    }

    private Map<String, ThrowingCallable> steps() {
        Platforms platforms = ScriptedPlatform.of(TestServers.of(server), NetworkFence.NONE);
        RoleGate gate = new RoleGate(fence, new CommittedWrites(), platforms, record, record);
        Map<String, ThrowingCallable> steps = new LinkedHashMap<>();
        steps.put("pin", () -> new Pin(horizon, record, record).run(incident));
        steps.put("fence", () -> new Fence(fence, record, record).run(incident));
        steps.put(
                "secureWal",
                () -> new SecureWal(
                                new Pin(horizon, record, record),
                                new Fence(fence, record, record),
                                horizon,
                                new WalSwitch(),
                                record)
                        .run(incident));
        steps.put("startTestReplica", () -> gate.openFor(incident, "api"));
        steps.put("stopTestReplica", () -> gate.closeFor(incident, "api"));
        steps.put("mergeRows", () -> new MergeRows(record).job(incident, "merge"));
        steps.put("undoMerge", () -> new UndoMerge(record).job(incident, "undo"));
        steps.put("stopServer", () -> new StopServer(platforms, record).run(incident));
        steps.put("advanceSequences", () -> new AdvanceSequences(record).run(incident));
        steps.put("liftFence", () -> new LiftFence(fence, platforms, record, record).run(incident));
        steps.put("unpin", () -> new Unpin(horizon, record, record).run(incident));
        return steps;
    }

    /** What a step could change: logins, defaults, slots, settings, the segment in use; and that it runs. */
    private String state() throws IOException {
        return server.column("SELECT rolname || rolcanlogin FROM pg_roles ORDER BY 1")
                + server.column("SELECT setconfig::text FROM pg_db_role_setting ORDER BY 1")
                        .toString()
                + server.column("SELECT slot_name FROM pg_replication_slots ORDER BY 1")
                + server.query("SELECT CASE WHEN pg_is_in_recovery() THEN '' ELSE"
                        + " pg_walfile_name(pg_current_wal_insert_lsn()) END")
                + Files.readString(server.data().resolve("postgresql.auto.conf"));
    }

    /** With a role and a database of the same names, as a copy for tests would have them. */
    private void anotherCluster() throws IOException {
        Path first = server.root().resolve("data-first");
        server.asPostgres("mv", server.data().toString(), first.toString());
        Path password = server.root().resolve("pwfile");
        Files.writeString(password, server.password() + "\n");
        Files.setPosixFilePermissions(password, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        server.asPostgres(
                server.bin().resolve("initdb").toString(),
                "-D",
                server.data().toString(),
                "-U",
                "recovery",
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "--no-sync");
        server.asPostgres(
                "cp",
                first.resolve("postgresql.conf").toString(),
                server.data().resolve("postgresql.conf").toString());
        server.startServer();
        String psql = server.bin().resolve("psql").toString();
        for (String sql : new String[] {
            "CREATE DATABASE noa_db",
            "CREATE ROLE api LOGIN",
            "CREATE ROLE postgres LOGIN SUPERUSER PASSWORD '" + server.password() + "'"
        }) {
            server.asPostgres(
                    psql,
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(server.port()),
                    "-U",
                    "recovery",
                    "-d",
                    "postgres",
                    "-c",
                    sql);
        }
    }

    private CutOverPlan plan() {
        return new CutOverPlan(
                incident.key(),
                reported,
                TestServer.DATABASE,
                server.data().toString(),
                new StopPoint(StopPoint.Kind.TRANSACTION, "771", 1),
                "b1",
                new Lsn(1),
                0,
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                Instant.EPOCH,
                "0123456789abcdef");
    }
}
