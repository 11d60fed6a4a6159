package playbook.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.evidence.InMemoryRecord;
import playbook.incident.Incident;
import playbook.incident.PinCondition;
import playbook.postgres.HorizonPin;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;
import playbook.postgres.WalSwitch;
import playbook.postgres.WriteFence;

/** The pin keeps dead rows in their file. A rewrite makes another file, and that is said before anybody trusts the heap. */
class RewrittenHeapIT {

    private final InMemoryRecord record = new InMemoryRecord();
    private final HorizonPin horizon = new HorizonPin();
    private final WriteFence fence = new WriteFence((connection, from, to, own) -> Set.of());

    static Stream<Integer> majors() {
        return Majors.present();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aTableThatIsRewrittenBehindThePinIsNoEvidenceAnyMore(int major) {
        try (TestServer server =
                TestServer.with().bin(Majors.bin(major)).archive().start()) {
            server.execute(
                    "CREATE TABLE lost (id int PRIMARY KEY, note text)",
                    "CREATE TABLE kept (id int PRIMARY KEY)",
                    "CREATE TABLE clustered (id int PRIMARY KEY)",
                    "INSERT INTO lost SELECT i, 'x' FROM generate_series(1, 2000) AS i",
                    "INSERT INTO kept SELECT generate_series(1, 10)",
                    "INSERT INTO clustered SELECT generate_series(1, 10)",
                    "DELETE FROM lost WHERE id > 100");
            Incident incident = new Incident(
                    "DL-2026-0001",
                    server.target(),
                    Instant.now(),
                    "olga",
                    Instant.now().minusSeconds(60));
            record.kept(incident, new Pin(horizon, record, record).run(incident));
            record.kept(incident, new Fence(fence, record, record).run(incident));
            assertThat(record.get(incident, PinCondition.class).remarks()).isEmpty();

            server.execute(
                    "SET default_transaction_read_only = off",
                    major >= 19 ? "REPACK (CONCURRENTLY) lost" : "VACUUM FULL lost",
                    "CLUSTER clustered USING clustered_pkey");
            secureWal().run(incident);

            PinCondition condition = record.get(incident, PinCondition.class);
            assertThat(condition.whole()).isFalse();
            assertThat(condition.remarks())
                    .hasSize(2)
                    .allMatch(remark -> remark.endsWith("its heap is no evidence any more"));
            assertThat(condition.remarks().get(0)).startsWith("table public.lost was rewritten after the pin (file ");
            assertThat(condition.remarks().get(1))
                    .startsWith("table public.clustered was rewritten after the pin (file ");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aTableThatIsEmptiedOrDroppedBehindThePinIsNamed(int major) {
        try (TestServer server = TestServer.with().bin(Majors.bin(major)).start()) {
            server.execute(
                    "CREATE TABLE emptied AS SELECT generate_series(1, 10) AS id",
                    "CREATE TABLE dropped AS SELECT generate_series(1, 10) AS id",
                    "CREATE TABLE vacant (id int)");
            Incident incident = new Incident(
                    "DL-2026-0001",
                    server.target(),
                    Instant.now(),
                    "olga",
                    Instant.now().minusSeconds(60));
            record.kept(incident, new Pin(horizon, record, record).run(incident));

            server.execute("TRUNCATE emptied", "DROP TABLE dropped", "INSERT INTO vacant VALUES (1)");
            secureWal().run(incident);

            List<String> remarks = record.get(incident, PinCondition.class).remarks();
            assertThat(remarks).hasSize(2);
            assertThat(remarks.get(0)).startsWith("table public.emptied was rewritten after the pin (file ");
            assertThat(remarks.get(1))
                    .isEqualTo("table public.dropped was dropped after the pin: its rows are in no heap any more");
        }
    }

    private SecureWal secureWal() {
        return new SecureWal(
                new Pin(horizon, record, record), new Fence(fence, record, record), horizon, new WalSwitch(), record);
    }
}
