package playbook.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.incident.FencePosition;
import playbook.incident.Incident;
import playbook.incident.PinCondition;
import playbook.incident.ServerIdentity;
import playbook.platform.NetworkFence;
import playbook.platform.ScriptedPlatform;
import playbook.postgres.HorizonPin;
import playbook.postgres.PinnedHorizon;
import playbook.postgres.Reached;
import playbook.postgres.ServerFacts;
import playbook.postgres.TestServer;
import playbook.postgres.Traffic;
import playbook.postgres.WalSwitch;
import playbook.postgres.WriteFence;
import playbook.resume.GivenBack;
import playbook.resume.LiftFence;
import playbook.resume.LiftFenceResult;
import playbook.resume.OrphanedChanges;
import playbook.resume.Unpin;
import playbook.resume.UnpinResult;

/** Pin, fence and secured WAL on a busy server, and everything given back. */
class FreezeIT {

    private static final int RUNS = 5;

    private final InMemoryRecord record = new InMemoryRecord();
    private final HorizonPin horizon = new HorizonPin();
    private final WriteFence writeFence = new WriteFence((connection, from, to, own) -> Set.of());

    /** Of another major in a class that extends this one. */
    TestServer.Settings settings() {
        return TestServer.with();
    }

    private SecureWal secureWal() {
        return new SecureWal(
                new Pin(horizon, record, record),
                new Fence(writeFence, record, record),
                horizon,
                new WalSwitch(),
                record);
    }

    @Test
    void aBusyServerIsPinnedWithinOneSecondAndFencedWithinThree() {
        try (TestServer server = settings().archive().start();
                Traffic traffic = new Traffic(server, server.applicationRole("api"), 6)) {
            await().until(() -> traffic.written() > 50);
            List<Long> toPin = new ArrayList<>();
            List<Long> toFence = new ArrayList<>();
            for (int run = 1; run <= RUNS; run++) {
                Incident incident = incident(server, run);
                long began = System.nanoTime();

                PinResult pinned = record.kept(incident, new Pin(horizon, record, record).run(incident));
                toPin.add(millisSince(began));
                FenceResult fenced = record.kept(incident, new Fence(writeFence, record, record).run(incident));
                toFence.add(millisSince(began));

                assertThat(pinned.outcome()).as("%s", pinned).isEqualTo(PinResult.Outcome.PINNED);
                assertThat(fenced.outcome()).as("%s", fenced).isEqualTo(FenceResult.Outcome.UP);
                giveAllBack(incident);
                long before = traffic.written();
                await().until(() -> traffic.written() > before);
            }
            System.out.println("pinned after ms " + toPin + ", fence proved after ms " + toFence);
            assertThat(median(toPin)).isLessThan(1_000);
            assertThat(median(toFence)).isLessThan(3_000);
        }
    }

    @Test
    void theLastSegmentIsSeenInTheArchiveAndThePinIsDurable() {
        try (TestServer server = settings().archive().start()) {
            Incident incident = incident(server, 1);
            record.kept(incident, new Pin(horizon, record, record).run(incident));
            record.kept(incident, new Fence(writeFence, record, record).run(incident));

            SecureWalResult secured = secureWal().run(incident);

            assertThat(secured.outcome()).as("%s", secured).isEqualTo(SecureWalResult.Outcome.ARCHIVED);
            assertThat(server.archive().resolve(secured.segment())).exists();
            assertThat(secured.notDurable()).isNull();
            assertThat(secured.pin()).isNotNull().matches(PinnedHorizon::isUp);
            ServerFacts facts = java.util.Objects.requireNonNull(secured.facts());
            assertThat(facts.identity()).isEqualTo(record.get(incident, ServerIdentity.class));
            assertThat(record.get(incident, FencePosition.class).lsn()).isLessThanOrEqualTo(facts.position());
        }
    }

    @Test
    void aStepThatRunsAgainFindsItsWorkDoneOrRepairsIt() {
        try (TestServer server = settings().start()) {
            Incident incident = incident(server, 1);
            Pin pin = new Pin(horizon, record, record);
            PinResult first = record.kept(incident, pin.run(incident));

            assertThat(pin.run(incident)).isEqualTo(first);
            server.stopServer("immediate");
            server.startServer();
            PinResult repaired = pin.run(incident);

            assertThat(repaired.outcome()).isEqualTo(PinResult.Outcome.PINNED);
            assertThat(repaired.pin().xmin()).isNotNull();
        }
    }

    @Test
    void aServerThatDoesNotArchiveIsSaidWithTheReason() {
        try (TestServer server = settings().start()) {
            Incident incident = incident(server, 1);
            record.kept(incident, new Pin(horizon, record, record).run(incident));

            SecureWalResult secured = secureWal().run(incident);

            assertThat(secured.outcome()).isEqualTo(SecureWalResult.Outcome.NOT_ARCHIVED);
            assertThat(secured.reason())
                    .isEqualTo("archive_mode is off: " + secured.segment() + " lies only in pg_wal");
        }
    }

    /** HC-12: the process is killed; the applications can be stopped and the page shown all the same. */
    @Test
    void aServerThatIsGoneIsSaidWithTheReasonAndFrozenAsSoonAsItAnswers() {
        try (TestServer server = settings().archive().start()) {
            Incident incident = incident(server, 1);
            server.stopServer("immediate");

            PinResult pinned = record.kept(incident, new Pin(horizon, record, record).run(incident));
            FenceResult fenced = record.kept(incident, new Fence(writeFence, record, record).run(incident));
            SecureWalResult secured = record.kept(incident, secureWal().run(incident));

            assertThat(pinned.outcome()).isEqualTo(PinResult.Outcome.NOT_REACHABLE);
            assertThat(record.get(incident, PinCondition.class).remarks())
                    .singleElement()
                    .asString()
                    .startsWith("the server was not reached, so nothing could be pinned: 127.0.0.1:" + server.port()
                            + " gives no answer: Connection to 127.0.0.1:" + server.port() + " refused");
            assertThat(fenced.outcome()).isEqualTo(FenceResult.Outcome.NOT_REACHABLE);
            assertThat(fenced.stillWriting())
                    .singleElement()
                    .asString()
                    .startsWith("the server was not reached, so no writer could be shut out of it: ");
            assertThat(secured.outcome()).isEqualTo(SecureWalResult.Outcome.NOT_REACHABLE);
            assertThat(secured.trouble()).as("nothing a person has to handle").isEmpty();
            assertThat(record.find(incident, FencePosition.class)).isEmpty();

            server.startServer();
            assertThat(secureWal().run(incident).outcome()).isEqualTo(SecureWalResult.Outcome.ARCHIVED);
            assertThat(record.get(incident, PinResult.class).outcome()).isEqualTo(PinResult.Outcome.PINNED);
            assertThat(record.get(incident, FenceResult.class).outcome()).isEqualTo(FenceResult.Outcome.UP);
            giveAllBack(incident);
        }
    }

    /** A server that refuses for a reason of its own is not gone: going on would leave it unfenced. */
    @Test
    void aServerThatRefusesIsNotTakenForGone() {
        try (TestServer server = settings().start()) {
            server.execute("alter role recovery nologin");
            assertThat(Reached.look(server.target())).isEmpty();
            assertThatThrownBy(() -> new Pin(horizon, record, record).run(incident(server, 1)))
                    .hasMessageContaining("is not permitted to log in");
        }
    }

    @Test
    void whatNoRunningIncidentOwnsIsFound() {
        try (TestServer server = settings().start()) {
            Incident incident = incident(server, 1);
            record.kept(incident, new Pin(horizon, record, record).run(incident));
            OrphanedChanges orphaned = new OrphanedChanges(record, new OneTarget(server.target()), horizon);

            assertThat(orphaned.find(List.of(incident.key())).isEmpty()).isTrue();
            OrphanedChanges.Found found = orphaned.find(List.of());

            assertThat(found.slots())
                    .extracting(OrphanedChanges.Slot::name)
                    .containsExactly("playbook_pin_dl_2026_0001", "playbook_wal_dl_2026_0001");
            // Version 16 has no vacuum_defer_cleanup_age any more.
            List<String> changed =
                    new ArrayList<>(List.of("playbook_pin_dl_2026_0001", "playbook_wal_dl_2026_0001", "autovacuum"));
            changed.addAll(server.column("SELECT name FROM pg_settings WHERE name = 'vacuum_defer_cleanup_age'"));
            assertThat(found.open())
                    .extracting(change -> change.subject())
                    .containsExactlyInAnyOrderElementsOf(changed);
            new Unpin(horizon, record, record).run(incident);
            assertThat(orphaned.find(List.of()).isEmpty()).isTrue();
        }
    }

    @Test
    void whatAPersonGaveBackByHandIsSeen() {
        try (TestServer server = settings().start()) {
            server.applicationRole("api");
            Incident incident = incident(server, 1);
            record.kept(incident, new Pin(horizon, record, record).run(incident));
            record.kept(incident, new Fence(writeFence, record, record).run(incident));
            GivenBack look = new GivenBack(
                    record,
                    writeFence,
                    horizon,
                    ScriptedPlatform.of(new ScriptedApplications(), new ScriptedPage(), NetworkFence.NONE));
            int changed = record.open().size();

            server.execute("BEGIN READ WRITE; ALTER ROLE api LOGIN; COMMIT");
            assertThat(look.look(incident).seen()).containsExactly("role api");
            assertThat(record.open()).hasSize(changed - 1);
            server.execute(
                    "BEGIN READ WRITE; ALTER DATABASE noa_db RESET default_transaction_read_only; COMMIT",
                    "ALTER SYSTEM RESET ALL",
                    "SELECT pg_reload_conf()");
            horizon.release(server.target(), "playbook_wal_dl_2026_0001");

            await().until(() -> {
                look.look(incident);
                return record.open().size() == 1;
            });
            assertThat(look.look(incident).different())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "replicationSlot playbook_pin_dl_2026_0001: is still there and keeps WAL and dead rows");
        }
    }

    private void giveAllBack(Incident incident) {
        assertThat(new LiftFence(writeFence, ScriptedPlatform.of(NetworkFence.NONE), record, record)
                        .run(incident)
                        .outcome())
                .isEqualTo(LiftFenceResult.Outcome.LIFTED);
        assertThat(new Unpin(horizon, record, record).run(incident).outcome()).isEqualTo(UnpinResult.Outcome.UNPINNED);
        assertThat(record.open()).isEmpty();
    }

    private static Incident incident(TestServer server, int number) {
        Instant now = Instant.now();
        return new Incident("DL-2026-000" + number, server.target(), now, "olga", now.minusSeconds(60));
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
