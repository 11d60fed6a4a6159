package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.Remembered;

/** Deleted rows stay readable behind the pin, and only behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HorizonPinIT {

    private static final String KEY = "DL-2026-0001";
    private static final int ROWS = 20_000;

    private final HorizonPin pin = new HorizonPin();
    private final Map<String, Object> remembered = new TreeMap<>();
    private final ChangeLog memory = (kind, subject, before) -> remembered.putIfAbsent(kind + " " + subject, before);

    static Stream<Integer> majors() {
        return Majors.present();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void deletedRowsOutliveACountAndAVacuumBehindThePin(int major) throws Exception {
        try (TestServer server = serverWithRows(Majors.bin(major))) {
            server.execute("DELETE FROM victim");

            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);

            assertThat(pinned.notSet()).isEmpty();
            assertThat(pinned.isUp()).isTrue();
            assertThat(pinned.xmin()).isNotNull();
            assertThat(pinned.walStatus()).isEqualTo("reserved");
            server.query("SELECT count(*) FROM victim");
            server.execute("VACUUM victim");
            assertThat(rowsInTheHeap(server)).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void withoutThePinTheSameCountAndVacuumLoseThem(int major) throws Exception {
        try (TestServer server = serverWithRows(Majors.bin(major))) {
            server.execute("DELETE FROM victim");

            server.query("SELECT count(*) FROM victim");
            server.execute("VACUUM victim");

            assertThat(rowsInTheHeap(server)).isLessThan(ROWS / 10);
        }
    }

    @Test
    void aSessionOlderThanThePinThatIsNotEndedPrunesInSpiteOfIt() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin());
                Connection old = server.connect();
                Statement statement = old.createStatement();
                Connection session = Connections.open(server.target())) {
            pruneSomethingElseAfterTheLoss(statement);

            server.execute("SELECT pg_create_physical_replication_slot('half_a_pin')");
            assertThat(StandbyFeedback.hold(server.target(), session, "half_a_pin", 3, Duration.ofSeconds(5)))
                    .isTrue();

            statement.executeQuery("SELECT count(*) FROM victim").close();
            assertThat(rowsInTheHeap(server)).isLessThan(ROWS / 10);
        }
    }

    @Test
    void aSessionOlderThanThePinIsEndedBecauseItWouldPrune() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin());
                Connection old = server.connect();
                Statement statement = old.createStatement()) {
            pruneSomethingElseAfterTheLoss(statement);

            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);

            assertThat(pinned.ended()).extracting(Session::application).contains("test");
            assertThat(pinned.older()).isEmpty();
            assertThat(old.isValid(1)).isFalse();
            server.query("SELECT count(*) FROM victim");
            assertThat(rowsInTheHeap(server)).isEqualTo(ROWS);
        }
    }

    @Test
    void thePinSurvivesACrashOnceItIsDurable() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin())) {
            server.execute("DELETE FROM victim");
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);

            assertThat(pin.makeDurable(server.target(), Duration.ofSeconds(10))).isEmpty();
            server.stopServer("immediate");
            server.startServer();

            PinnedHorizon after = pin.look(server.target(), KEY, pinned.since());
            assertThat(after.xmin()).isEqualTo(pinned.xmin());
            assertThat(after.isUp()).isTrue();
            server.query("SELECT count(*) FROM victim");
            assertThat(rowsInTheHeap(server)).isEqualTo(ROWS);
        }
    }

    @Test
    void aPinThatFellInACrashIsSeenAndRaisedAgain() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin())) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);
            server.stopServer("immediate");
            server.startServer();

            assertThat(pin.look(server.target(), KEY, pinned.since()).xmin()).isNull();
            PinnedHorizon again = pin.raise(server.target(), KEY, memory);

            assertThat(again.notSet()).isEmpty();
            assertThat(again.xmin()).isNotNull();
        }
    }

    @Test
    void everythingIsGivenBackAsItWas() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin())) {
            server.execute("ALTER SYSTEM SET vacuum_defer_cleanup_age = 7", "SELECT pg_reload_conf()");
            String before = configuration(server);
            remembered.clear();
            pin.raise(server.target(), KEY, memory);
            assertThat(configuration(server)).isNotEqualTo(before);

            assertThat(giveBack(server)).isEmpty();

            assertThat(configuration(server)).isEqualTo(before);
            assertThat(pin.slots(server.target())).isEmpty();
        }
    }

    @Test
    void whatSomebodyChangedMeanwhileIsSaid() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin())) {
            remembered.clear();
            pin.raise(server.target(), KEY, memory);
            server.execute("ALTER SYSTEM SET vacuum_defer_cleanup_age = 3", "SELECT pg_reload_conf()");

            assertThat(giveBack(server))
                    .containsExactly("vacuum_defer_cleanup_age: somebody had set it to 3 meanwhile;"
                            + " given back as it was before the incident (0)");
        }
    }

    @Test
    void aCrashBetweenRememberingAndChangingIsRepaired() throws Exception {
        try (TestServer server = serverWithRows(TestServer.installedBin())) {
            remembered.clear();
            for (String until : List.of(
                    "replicationSlot playbook_pin_dl_2026_0001",
                    "replicationSlot playbook_wal_dl_2026_0001",
                    "serverSetting autovacuum",
                    "serverSetting vacuum_defer_cleanup_age")) {
                ChangeLog crashing = (kind, subject, before) -> {
                    memory.remember(kind, subject, before);
                    if (until.equals(kind + " " + subject)) {
                        throw new IllegalStateException("killed");
                    }
                };
                assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                () -> pin.raise(server.target(), KEY, crashing)))
                        .hasMessage("killed");
            }

            assertThat(pin.raise(server.target(), KEY, memory).isUp()).isTrue();
            assertThat(giveBack(server)).isEmpty();
            assertThat(server.query("SHOW autovacuum")).isEqualTo("on");
            assertThat(server.query("SHOW vacuum_defer_cleanup_age")).isEqualTo("0");
        }
    }

    @Test
    void whatCannotBeSetIsSaidWithTheReason() throws Exception {
        try (TestServer server = TestServer.with()
                .set("max_replication_slots", "0")
                .set("wal_level", "replica")
                .start()) {
            PinnedHorizon pinned = pin.raise(server.target(), KEY, memory);

            assertThat(pinned.notSet()).hasSize(2);
            assertThat(pinned.notSet().get(0))
                    .startsWith("pin slot playbook_pin_dl_2026_0001: ")
                    .contains("max_replication_slots");
            assertThat(pinned.xmin()).isNull();
            assertThat(pinned.deferring()).isTrue();
        }
    }

    /** Makes the session cache a removal horizon that lies after the loss. */
    private static void pruneSomethingElseAfterTheLoss(Statement session) throws Exception {
        session.execute("CREATE TABLE other AS SELECT i, repeat('x', 100) FROM generate_series(1, 1000) i");
        session.execute("DELETE FROM victim");
        session.execute("DELETE FROM other");
        session.executeQuery("SELECT count(*) FROM other").close();
    }

    private List<String> giveBack(TestServer server) {
        List<String> remarks = new ArrayList<>();
        remembered.forEach((subject, before) -> {
            if (before instanceof ServerSetting setting) {
                pin.giveBack(server.target(), setting).ifPresent(remarks::add);
            } else if (subject.startsWith(Remembered.SLOT)) {
                pin.release(server.target(), (String) before);
            }
        });
        return remarks;
    }

    private static String configuration(TestServer server) {
        return server.query("SELECT pg_read_file('postgresql.auto.conf')") + server.query("SHOW autovacuum");
    }

    private static TestServer serverWithRows(Path bin) {
        TestServer server = TestServer.with().bin(bin).start();
        server.execute(
                "CREATE TABLE victim (id int PRIMARY KEY, text text) WITH (autovacuum_enabled = off)",
                "INSERT INTO victim SELECT i, repeat('x', 100) FROM generate_series(1, " + ROWS + ") i",
                "CHECKPOINT");
        return server;
    }

    /** Line pointers with storage, read from the file itself: a query could remove what it counts. */
    private static long rowsInTheHeap(TestServer server) throws Exception {
        server.execute("CHECKPOINT");
        Path file = server.data().resolve(server.query("SELECT pg_relation_filepath('victim')"));
        return HeapFile.tuples(file);
    }
}
