package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** The same losses, found in the WAL of PostgreSQL 18. */
class WalOtherMajorIT {

    private static final List<AutoCloseable> CLOSING = new ArrayList<>();
    private static TestServer server;

    @BeforeAll
    static void start() {
        Path bin = OtherMajor.bin(CLOSING);
        server = TestServer.with().bin(bin).set("autovacuum", "off").start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        for (AutoCloseable one : CLOSING) {
            one.close();
        }
    }

    @Test
    void deleteTruncateAndDropAreFoundOnPostgres18AndARewriteIsNoLoss() throws Exception {
        server.execute(
                "CREATE TABLE users (id bigint PRIMARY KEY, note text)",
                "CREATE TABLE gone (id bigint PRIMARY KEY, note text)",
                "CREATE TABLE empty (id bigint PRIMARY KEY, note text)",
                "INSERT INTO users SELECT i, repeat('x', 50) FROM generate_series(1, 5000) AS i",
                "INSERT INTO gone SELECT i, repeat('x', 50) FROM generate_series(1, 500) AS i",
                "INSERT INTO empty SELECT i, repeat('x', 50) FROM generate_series(1, 500) AS i",
                "CHECKPOINT");
        Lsn before = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        server.execute(
                "BEGIN; SAVEPOINT a; DELETE FROM users WHERE id <= 700; RELEASE a; COMMIT",
                "VACUUM FULL users",
                "TRUNCATE empty",
                "DROP TABLE gone");
        Lsn until = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        List<TableChange> changes = new ArrayList<>();
        try (WalSource source = new WalFolders(List.of(server.data().resolve("pg_wal")));
                WalReader reader = new WalReader(source, WalHistory.of(source, 1), before, until);
                Connection connection = server.connect("recovery")) {
            WalRelations relations = WalRelations.load(connection);
            new WalTransactions(
                            reader, relations.database(), transaction -> changes.addAll(relations.changes(transaction)))
                    .readAll(position -> {});
            assertThat(reader.gaps()).isEmpty();
            assertThat(reader.end().reached()).isTrue();
            assertThat(ForeignWrites.between(connection, before, until, Set.of()))
                    .hasSizeGreaterThanOrEqualTo(4);
        }
        assertThat(changes)
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(
                        tuple("public.users", Operation.DELETE, 700L),
                        tuple("public.empty", Operation.TRUNCATE, -1L),
                        tuple("public.gone", Operation.DROP, -1L));
    }
}
