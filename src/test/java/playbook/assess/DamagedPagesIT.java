package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.LossKind;
import playbook.incident.Lsn;
import playbook.incident.RowCounts;
import playbook.incident.StatementList;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.platform.Job;
import playbook.postgres.TestServer;

/** The decision table's rules for damaged files fire on what a real server says of a damaged page. */
class DamagedPagesIT {

    @Test
    void damagedPagesAreFoundAndToldFromAMissingRight() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.execute(
                    "create table public.users as select i as id from generate_series(1, 100) i",
                    "create table public.orders as select i as id from generate_series(1, 100) i");
            assertThat(count(server).damaged()).isZero();
            assertThat(kind(server)).isEqualTo(LossKind.UNKNOWN);

            damage(server, "public.orders");

            assertThat(count(server).damaged()).isEqualTo(1);
            assertThat(statements(server).damagedPages(TestServer.DATABASE)).isTrue();
            assertThat(statements(server).damagedPages("another")).isFalse();
            assertThat(kind(server)).isEqualTo(LossKind.PARTIAL_CORRUPTION);

            damage(server, "public.users");

            assertThat(count(server).damaged()).isEqualTo(2);
            assertThat(kind(server)).isEqualTo(LossKind.DATABASE_CORRUPTION);
        }
    }

    private static LossKind kind(TestServer server) throws Exception {
        RowCounts counts = count(server); // Reading is what makes the server count a wrong checksum.
        return LossKind.of(
                true,
                Culprit.nobody(Lsn.ZERO, 1, Instant.now()),
                counts,
                statements(server).damagedPages(TestServer.DATABASE));
    }

    private static RowCounts count(TestServer server) throws Exception {
        CountRows step = new CountRows(new TestEvidence());
        Job job = step.job(incident(server), "count");
        return step.prove(incident(server), step.claimed(new TestJob(server).worker(new CountRowsTask(), job)));
    }

    private static StatementList statements(TestServer server) {
        return new ListStatements().list(incident(server));
    }

    private static Incident incident(TestServer server) {
        return new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
    }

    private static void damage(TestServer server, String table) throws Exception {
        String file = server.query("select pg_relation_filepath('" + table + "')");
        server.stopServer("fast");
        try (FileChannel page = FileChannel.open(server.data().resolve(file), StandardOpenOption.WRITE)) {
            page.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 8000);
        }
        server.startServer();
    }
}
