package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.Lsn;
import playbook.incident.TableChange;

class WalTimelineIT {

    @Test
    void aScanGoesOnAcrossTheBeginningOfANewTimeline() throws Exception {
        try (TestServer server = TestServer.with().set("autovacuum", "off").start()) {
            server.execute("CREATE TABLE users AS SELECT i AS id FROM generate_series(1, 1000) AS i", "CHECKPOINT");
            Lsn before = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
            server.execute("DELETE FROM users WHERE id <= 10");
            server.stopServer("fast");
            Files.writeString(
                    server.data().resolve("postgresql.conf"), "restore_command = 'false'\n", StandardOpenOption.APPEND);
            Files.writeString(server.data().resolve("recovery.signal"), "");
            server.startServer();
            await().until(() -> server.query("SELECT pg_is_in_recovery()").equals("f"));
            server.execute("DELETE FROM users WHERE id <= 30");
            Lsn until = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
            List<WalTransaction> found = new ArrayList<>();
            List<TableChange> changes = new ArrayList<>();
            try (WalSource source = new WalFolder(server.data().resolve("pg_wal"));
                    WalReader reader = new WalReader(source, WalHistory.of(source, 2), before, until);
                    Connection connection = server.connect("recovery")) {
                WalRelations relations = WalRelations.load(connection);
                new WalTransactions(reader, relations.database(), found::add).readAll(position -> {});
                found.forEach(transaction -> changes.addAll(relations.changes(transaction)));
                assertThat(reader.gaps()).isEmpty();
                assertThat(reader.end().reached()).isTrue();
            }
            assertThat(changes)
                    .extracting(TableChange::operation, TableChange::rows)
                    .containsExactly(
                            tuple(TableChange.Operation.DELETE, 10L), tuple(TableChange.Operation.DELETE, 20L));
            assertThat(found.get(found.size() - 1).timeline()).isEqualTo(2);
        }
    }
}
