package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.postgres.CommittedWrites.Written;

/** What is committed between two looks is read from the WAL of a real server, and nothing else. */
class CommittedWritesIT {

    private static TestServer server;
    private final CommittedWrites writes = new CommittedWrites();

    @BeforeAll
    static void start() {
        server = TestServer.with().set("autovacuum", "off").start();
        server.execute(
                "CREATE TABLE users (id int PRIMARY KEY, seen int)",
                "CREATE TABLE visits (id int GENERATED ALWAYS AS IDENTITY, who int)",
                "INSERT INTO users SELECT i, 0 FROM generate_series(1, 100) AS i");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachTableAndOperationIsToldOnceAndWhatWasRolledBackIsNot() {
        Lsn from = writes.position(server.target());
        server.execute(
                "UPDATE users SET seen = 1 WHERE id <= 3",
                "INSERT INTO visits (who) VALUES (1), (2)",
                "INSERT INTO visits (who) VALUES (3)",
                "BEGIN; DELETE FROM users; ROLLBACK",
                "SET synchronous_commit = off; UPDATE users SET seen = 2 WHERE id = 4");

        Written written = writes.since(server.target(), from);

        assertThat(written.changes())
                .extracting(change -> change.table().name(), TableChange::operation, TableChange::rows)
                .containsExactlyInAnyOrder(tuple("users", Operation.UPDATE, 4L), tuple("visits", Operation.INSERT, 3L));
        assertThat(written.transactions()).isEqualTo(4);
    }

    @Test
    void letASingleRoleInAndOutIsNoWriteToATable() {
        server.role("somebody", "");
        Lsn from = writes.position(server.target());
        server.execute("ALTER ROLE somebody NOLOGIN", "SELECT count(*) FROM users");

        assertThat(writes.since(server.target(), from).changes()).isEmpty();
    }

    @Test
    void aPositionBehindTheHeaderOfASegmentThatDoesNotExistYetIsReached() {
        Lsn from = writes.position(server.target());
        server.execute("UPDATE users SET seen = 7 WHERE id = 7", "SELECT pg_switch_wal()");

        assertThat(writes.position(server.target()).value() & 0xFF_FFFF).isEqualTo(40);
        assertThat(writes.since(server.target(), from).transactions()).isEqualTo(1);
    }

    @Test
    void aPositionBehindTheHeaderOfAPageThatDoesNotExistYetIsReached() {
        server.execute("CHECKPOINT");
        String message = "SELECT pg_logical_emit_message(false, '', repeat('x', %d))";
        long before = writes.position(server.target()).value();
        server.execute(message.formatted(1000));
        Lsn from = writes.position(server.target());
        // Each is 1000 bytes and what else a record needs, which the first one tells.
        long around = from.value() - before - 1000;
        long rest = 8192 - (from.value() & 8191);
        server.execute(message.formatted(rest <= around ? rest + 8192 - 24 - around : rest - around));

        Lsn reached = writes.position(server.target());
        assertThat(reached.value() & 8191).isEqualTo(24);
        assertThat(writes.since(server.target(), from).changes()).isEmpty();
        assertThat(writes.position(server.target()).segment(1, 1 << 24))
                .as("no segment was given up to reach it")
                .isEqualTo(reached.segment(1, 1 << 24));
    }

    @Test
    void walThatIsGoneIsNotTakenForSilence() throws Exception {
        Lsn from = writes.position(server.target());
        String segment = server.query("SELECT pg_walfile_name('" + from + "')");
        server.execute("UPDATE users SET seen = 5 WHERE id = 5", "SELECT pg_switch_wal()");
        server.execute("UPDATE users SET seen = 6 WHERE id = 6");
        Files.delete(server.data().resolve("pg_wal").resolve(segment));

        assertThatThrownBy(() -> writes.since(server.target(), from))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("cannot be read whole")
                .hasMessageContaining("HINT: are its segments still in pg_wal?");
    }
}
