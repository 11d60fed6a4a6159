package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** The WAL of each major version that is there: record by record against its own pg_waldump, and losses against rewrites. */
class WalRecordingIT {

    static Stream<Integer> majors() {
        return Majors.present();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void everyRecordIsReadAsItsOwnPgWaldumpReadsItAndEveryStepIsSeenAsItWas(int major, @TempDir Path unpacked)
            throws Exception {
        Path bin = Majors.bin(major);
        try (TestServer place = TestServer.with().bin(bin).start()) {
            Path folder = place.folder("recording");
            Path script = folder.resolve("record.sh");
            Files.copy(Objects.requireNonNull(getClass().getResourceAsStream("recorded-wal/record.sh")), script);
            place.asPostgres("bash", script.toString(), bin.toString(), folder.toString());

            new WalRecording(folder, unpacked).seesEveryStepAsItWas();
        }
    }

    /** A rewrite gives a table a new file and keeps its rows; TRUNCATE gives it a new file too, and DROP none. */
    @ParameterizedTest
    @MethodSource("majors")
    void deleteTruncateAndDropAreFoundAndNoRewriteIsALoss(int major) throws Exception {
        try (TestServer server = TestServer.with()
                .bin(Majors.bin(major))
                .set("autovacuum", "off")
                .start()) {
            server.execute(
                    "CREATE TABLE users (id bigint PRIMARY KEY, note text)",
                    "CREATE TABLE gone (id bigint PRIMARY KEY, note text)",
                    "CREATE TABLE empty (id bigint PRIMARY KEY, note text)",
                    "CREATE TABLE wide (id bigint PRIMARY KEY, note text)",
                    "INSERT INTO users SELECT i, repeat('x', 50) FROM generate_series(1, 5000) AS i",
                    "INSERT INTO gone SELECT i, repeat('x', 50) FROM generate_series(1, 500) AS i",
                    "INSERT INTO empty SELECT i, repeat('x', 50) FROM generate_series(1, 500) AS i",
                    "INSERT INTO wide SELECT i, repeat(i::text, 900) FROM generate_series(1, 300) AS i",
                    "CHECKPOINT");
            Lsn before = here(server);
            server.execute(
                    "BEGIN; SAVEPOINT a; DELETE FROM users WHERE id <= 700; RELEASE a; COMMIT",
                    "VACUUM FULL users",
                    "CLUSTER users USING users_pkey",
                    "VACUUM FULL wide",
                    "CLUSTER wide USING wide_pkey");
            if (major >= 19) {
                server.execute(
                        "REPACK users USING INDEX users_pkey",
                        "REPACK (CONCURRENTLY) users",
                        "REPACK (CONCURRENTLY) wide",
                        "REPACK wide");
            }
            server.execute("TRUNCATE empty", "DROP TABLE gone");

            assertThat(changes(server, before, here(server)))
                    .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                    .containsExactly(
                            tuple("public.users", Operation.DELETE, 700L),
                            tuple("public.empty", Operation.TRUNCATE, -1L),
                            tuple("public.gone", Operation.DROP, -1L));
        }
    }

    private static Lsn here(TestServer server) {
        return Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
    }

    /** Twice, as the search does: in the first reading names come up that an earlier place has wanted. */
    private static List<TableChange> changes(TestServer server, Lsn before, Lsn until) throws Exception {
        List<TableChange> changes = new ArrayList<>();
        try (Connection connection = server.connect("recovery")) {
            WalRelations relations = WalRelations.load(connection);
            for (int reading = 1; reading <= 2; reading++) {
                changes.clear();
                try (WalSource source = new WalFolder(server.data().resolve("pg_wal"));
                        WalReader reader = new WalReader(source, WalHistory.of(source, 1), before, until)) {
                    new WalTransactions(
                                    reader, relations, transaction -> changes.addAll(relations.changes(transaction)))
                            .readAll(position -> {});
                    assertThat(reader.gaps()).isEmpty();
                    assertThat(reader.end().reached()).isTrue();
                }
            }
            assertThat(ForeignWrites.between(connection, before, until, Set.of()))
                    .hasSizeGreaterThanOrEqualTo(4);
        }
        return changes;
    }
}
