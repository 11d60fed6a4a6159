package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What makes a pin fall, or overrules it, is seen when it is looked at and mended when it is raised again. */
class PinFallsIT {

    private static final String KEY = "DL-2026-0001";
    private static final String WAL_SLOT = "playbook_wal_dl_2026_0001";

    private final HorizonPin pin = new HorizonPin();
    private final Map<String, Object> remembered = new TreeMap<>();
    private final ChangeLog memory = (kind, subject, before) -> remembered.putIfAbsent(kind + " " + subject, before);

    /** BR-19 */
    @Test
    void aWalSlotThatIsLostIsSeenAndMadeAnew() {
        try (TestServer server = TestServer.with()
                .set("max_slot_wal_keep_size", "1MB")
                .set("max_wal_size", "32MB")
                .start()) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);
            assertThat(pinned.isUp()).isTrue();
            for (int segment = 0; segment < 5; segment++) {
                server.execute(
                        "SELECT pg_logical_emit_message(false, 'x', 'x')", "SELECT pg_switch_wal()", "CHECKPOINT");
            }

            PinnedHorizon fallen = pin.look(server.target(), KEY, pinned.since());

            assertThat(fallen.walStatus()).isEqualTo("lost");
            assertThat(fallen.isUp()).isFalse();
            assertThat(fallen.holds()).as("the dead rows are held all the same").isTrue();
            PinnedHorizon again = pin.raise(server.target(), KEY, memory);
            assertThat(again.walStatus()).isEqualTo("reserved");
            assertThat(again.isUp()).isTrue();
            assertThat(again.notSet())
                    .containsExactly("WAL slot " + WAL_SLOT + " was lost (max_slot_wal_keep_size is 1MB) and was made"
                            + " anew: WAL from before is kept by the archive alone");
        }
    }

    /** As Patroni drops what it does not know. */
    @Test
    void slotsThatSomebodyDroppedAreSeenAndMadeAnew() {
        try (TestServer server = TestServer.start()) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);
            server.execute("SELECT pg_drop_replication_slot('" + WAL_SLOT + "')");
            assertThat(pin.look(server.target(), KEY, pinned.since()).isUp()).isFalse();
            server.execute("SELECT pg_drop_replication_slot('playbook_pin_dl_2026_0001')");
            PinnedHorizon fallen = pin.look(server.target(), KEY, pinned.since());
            assertThat(fallen.xmin()).isNull();

            PinnedHorizon again = pin.raise(server.target(), KEY, memory);

            assertThat(again.isUp()).isTrue();
            assertThat(again.xmin()).isEqualTo(pinned.xmin());
        }
    }

    /** BR-18 */
    @Test
    void anOldSnapshotThresholdOverrulesThePin() {
        try (TestServer server =
                TestServer.with().set("old_snapshot_threshold", "1min").start()) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);

            assertThat(pinned.notSet())
                    .containsExactly("old_snapshot_threshold is 1min: dead rows older than that can go in spite of the"
                            + " slot; it needs a restart to change");
            assertThat(pinned.isUp()).isFalse();
            assertThat(pin.look(server.target(), KEY, pinned.since()).overruled())
                    .hasSize(1);
        }
    }

    /** Somebody sets it while people decide: the idle slot that keeps WAL is invalidated at the next checkpoint. */
    @Test
    void aSlotThatAnIdleTimeoutInvalidatedIsSeenAndMadeAnew() {
        try (TestServer server = TestServer.with().bin(Majors.bin(18)).start()) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);
            server.execute("ALTER SYSTEM SET idle_replication_slot_timeout = '1s'", "SELECT pg_reload_conf()");
            org.awaitility.Awaitility.await().until(() -> {
                server.execute("CHECKPOINT");
                return server.query(
                                "SELECT slot_name FROM pg_replication_slots WHERE invalidation_reason = 'idle_timeout'")
                        .equals(WAL_SLOT);
            });

            PinnedHorizon fallen = pin.look(server.target(), KEY, pinned.since());

            assertThat(fallen.isUp()).isFalse();
            assertThat(fallen.holds()).as("a slot without WAL is never idle").isTrue();
            PinnedHorizon again = pin.raise(server.target(), KEY, memory);
            assertThat(again.isUp()).as("%s", again).isTrue();
            assertThat(again.notSet())
                    .anySatisfy(told -> assertThat(told).contains(WAL_SLOT + " was lost (idle_timeout)"));
            assertThat(server.query("SHOW idle_replication_slot_timeout")).isEqualTo("0");
        }
    }

    @Test
    void anIdleTimeoutOfSlotsIsSetAsideOnEighteenAndGivenBack() throws Exception {
        List<AutoCloseable> unpacked = new ArrayList<>();
        try (TestServer server = TestServer.with()
                .bin(OtherMajor.bin(unpacked))
                .set("idle_replication_slot_timeout", "60")
                .start()) {
            assertThat(pin.raise(server.target(), KEY, memory).isUp()).isTrue();
            assertThat(server.query("SHOW idle_replication_slot_timeout")).isEqualTo("0");

            ServerSetting before = (ServerSetting) remembered.get("serverSetting idle_replication_slot_timeout");
            assertThat(pin.giveBack(server.target(), java.util.Objects.requireNonNull(before)))
                    .isEmpty();
            assertThat(server.query("SHOW idle_replication_slot_timeout")).isEqualTo("1min");
        } finally {
            for (AutoCloseable one : unpacked) {
                one.close();
            }
        }
    }
}
