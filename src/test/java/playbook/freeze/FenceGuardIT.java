package playbook.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.incident.Culprit;
import playbook.incident.FenceLook;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.platform.NetworkFence;
import playbook.platform.ScriptedPlatform;
import playbook.postgres.CommittedWrites;
import playbook.postgres.HorizonPin;
import playbook.postgres.TestServer;
import playbook.postgres.WriteFence;
import playbook.resume.LiftFence;

/** A proof holds for the moment it was made: fence and pin are looked at again, and mended. */
class FenceGuardIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final HorizonPin horizon = new HorizonPin();
    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());
    private final FenceGuard guard = new FenceGuard(fence, new CommittedWrites(), record, record);

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @SuppressWarnings("NullAway.Init")
    private Incident incident;

    @BeforeEach
    void pinAndFence() {
        server = TestServer.with().set("wal_level", "logical").start();
        server.applicationRole("api");
        server.execute("CREATE TABLE t AS SELECT generate_series(1, 100) AS id");
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olga", Instant.now());
        record.kept(incident, new Pin(horizon, record, record).run(incident));
        record.kept(incident, new Fence(fence, record, record).run(incident));
        assertThat(look().reasons()).isEmpty();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aFenceThatSomebodyOpenedIsRaisedAgainAndTold() throws Exception {
        server.execute(
                "SET default_transaction_read_only = off",
                "ALTER ROLE api LOGIN",
                "CREATE SUBSCRIPTION ss CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp"
                        + " WITH (connect = false, slot_name = 'x')",
                "ALTER SUBSCRIPTION ss ENABLE");
        try (Connection writer = server.connect("api")) {
            FenceLook broken = look();

            assertThat(broken.reasons())
                    .anyMatch(reason -> reason.contains("api@noa_db"))
                    .anyMatch(reason -> reason.startsWith("subscription ss in database noa_db is enabled"));
            assertThat(broken.holds()).isTrue();
            assertThat(writer.isValid(1)).isFalse();
        }
        assertThat(look().reasons()).isEmpty();
        assertThatThrownBy(() -> server.tryConnect("api", TestServer.DATABASE))
                .hasMessageContaining("is not permitted to log in");
    }

    @Test
    void whoeverCameWroteAndWentBetweenTwoLooksIsTold() {
        server.execute("BEGIN READ WRITE; DELETE FROM t WHERE id > 60; COMMIT");

        assertThat(look().reasons())
                .singleElement()
                .asString()
                .startsWith("written between ")
                .endsWith(": DELETE of 40 rows in public.t");
        assertThat(look().reasons()).as("told once").isEmpty();
    }

    @Test
    void aStepThatReliesOnAFenceThatCannotBeHeldIsNotBegun() throws Exception {
        guard.mustHold(incident, false);
        try (Connection session = server.connect();
                java.sql.Statement statement = session.createStatement()) {
            statement.execute("BEGIN READ WRITE");
            statement.execute("INSERT INTO t VALUES (101)");
            statement.execute("PREPARE TRANSACTION 'xa'");
        }

        assertThatThrownBy(() -> guard.mustHold(incident, false))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("this step relies on the fence, which does not hold: prepared transaction: xa");
    }

    @Test
    void aLiftedFenceIsNotRaisedAgain() {
        new LiftFence(fence, ScriptedPlatform.of(NetworkFence.NONE), record, record).run(incident);

        assertThat(guard.look(incident, false)).isEmpty();
        assertThat(server.connect("api")).isNotNull();
    }

    @Test
    void aPinThatFellIsToldAndSetAgainAndReplacedFilesAreNoEvidence() {
        PinGuard pins = new PinGuard(horizon, new Pin(horizon, record, record), guard, record, record);
        TableChange change = new TableChange(
                new TableName("public", "t"),
                Long.parseLong(server.query("SELECT 't'::regclass::oid")),
                TableChange.Operation.DELETE,
                1);
        Lsn any = Lsn.parse("0/1");
        record.found(incident, "test", new Culprit(700, List.of(), any, any, any, 1, Instant.now(), List.of(change)));
        assertThat(pins.look(incident)).isEmpty();

        server.execute("SELECT pg_drop_replication_slot('playbook_pin_dl_2026_0001')");
        assertThat(pins.look(incident).orElse(""))
                .isEqualTo("a later look at the pin found: slot playbook_pin_dl_2026_0001 no longer holds dead"
                        + " rows, only the deferred cleanup does. It was set again and is up");
        assertThat(pins.look(incident)).isEmpty();

        server.execute("SET default_transaction_read_only = off", "VACUUM FULL t");
        assertThat(pins.look(incident).orElse(""))
                .isEqualTo("a later look at the pin found: the files of public.t were replaced after the pin"
                        + " (TRUNCATE, VACUUM FULL, CLUSTER or REPACK): its heap no longer holds the destroyed rows"
                        + " and is no evidence");
        assertThat(pins.look(incident)).as("told once").isEmpty();
    }

    private FenceLook look() {
        return guard.look(incident, false).orElseThrow();
    }
}
