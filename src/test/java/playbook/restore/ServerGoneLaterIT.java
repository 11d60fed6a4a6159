package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.Fence;
import playbook.freeze.Pin;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.platform.NetworkFence;
import playbook.platform.ScriptedPlatform;
import playbook.postgres.HorizonPin;
import playbook.postgres.WriteFence;
import playbook.resume.LiftFence;
import playbook.resume.LiftFenceResult;
import playbook.resume.Unpin;
import playbook.resume.UnpinResult;

/** HC-12: the server dies after the way back was chosen. Each later step says so in our words, and works when it is back. */
class ServerGoneLaterIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final HorizonPin horizon = new HorizonPin();
    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());

    @Test
    void eachLaterStepSaysThatTheServerGivesNoAnswerAndWorksWhenItIsBack() {
        try (RowRecovery recovery = new RowRecovery()) {
            recovery.tables(
                    "CREATE TABLE orders (id serial PRIMARY KEY, note text)",
                    "INSERT INTO orders (note) SELECT 'o' FROM generate_series(1, 100)");
            recovery.destroys("DELETE FROM orders WHERE id > 60", "SELECT setval('orders_id_seq', 10)");
            RecoveryPlan plan = recovery.plan();
            var server = recovery.patient.server;
            Incident incident =
                    new Incident(RowRecovery.INCIDENT, server.target(), Instant.now(), "olivia", Instant.now());
            record.kept(incident, new Pin(horizon, record, record).run(incident));
            record.kept(incident, new Fence(fence, record, record).run(incident));
            LiftFence lift = new LiftFence(fence, ScriptedPlatform.of(NetworkFence.NONE), record, record);
            Unpin unpin = new Unpin(horizon, record, record);
            AdvanceSequences advance = new AdvanceSequences(record);
            int remembered = record.open().size();

            server.stopServer("immediate");

            for (ThrowingCallable step : List.<ThrowingCallable>of(
                    () -> recovery.plan(),
                    () -> recovery.merge(plan),
                    () -> recovery.undo(plan),
                    () -> advance.run(incident),
                    () -> new PlanCutOverTask()
                            .run(recovery.patient.context(
                                    new PlanCutOver.Input(
                                            "DL-1",
                                            new playbook.incident.StopPoint(
                                                    playbook.incident.StopPoint.Kind.LSN, "0/1000000", 1),
                                            new playbook.incident.Lsn(1),
                                            "b1",
                                            recovery.culprit,
                                            null),
                                    new java.util.ArrayList<>())))) {
                assertThatThrownBy(step)
                        .isInstanceOf(HintedException.class)
                        .hasMessageContaining("127.0.0.1:" + server.port())
                        .hasMessageContaining("\nHINT: ");
            }
            assertThatThrownBy(() -> lift.run(incident))
                    .isInstanceOf(HintedException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port());
            assertThatThrownBy(() -> unpin.run(incident))
                    .isInstanceOf(HintedException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port());
            assertThat(record.open())
                    .as("nothing is forgotten that has to be given back")
                    .hasSize(remembered);

            server.startServer();

            recovery.merge(plan);
            assertThat(advance.advance(incident).sequences()).hasSize(1);
            assertThat(recovery.query("SELECT count(*) FROM orders")).isEqualTo("100");
            assertThat(lift.run(incident).outcome()).isEqualTo(LiftFenceResult.Outcome.LIFTED);
            assertThat(unpin.run(incident).outcome()).isEqualTo(UnpinResult.Outcome.UNPINNED);
            assertThat(record.open()).isEmpty();
        }
    }
}
