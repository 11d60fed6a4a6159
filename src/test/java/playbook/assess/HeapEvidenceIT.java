package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import playbook.evidence.InMemoryRecord;
import playbook.freeze.Fence;
import playbook.freeze.Pin;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.TableName;
import playbook.operation.TestJob;
import playbook.platform.JobStatus;
import playbook.postgres.ForeignWrites;
import playbook.postgres.HeapFile;
import playbook.postgres.HorizonPin;
import playbook.postgres.TestServer;
import playbook.postgres.WriteFence;
import playbook.snapshot.DumpDatabase;
import playbook.snapshot.StoredFiles;

/** After everything the assessment reads, the destroyed rows are still in the heap; without the pin they are not. */
class HeapEvidenceIT {

    private static final int ROWS = 20_000;

    private final InMemoryRecord record = new InMemoryRecord();

    @Test
    void theDestroyedRowsAreStillInTheHeapAfterTheAssessment() throws Exception {
        assertThat(tuplesAfterTheAssessment(true)).isEqualTo(ROWS);
    }

    @Test
    void withoutThePinTheSameAssessmentLosesMoreThanNinetyPercentOfThem() throws Exception {
        assertThat(tuplesAfterTheAssessment(false)).isLessThan(ROWS / 10);
    }

    private long tuplesAfterTheAssessment(boolean pinned) throws Exception {
        try (TestServer server = TestServer.with().archive().start()) {
            server.execute(
                    "CREATE TABLE victim (id int PRIMARY KEY, text text)",
                    "INSERT INTO victim SELECT i, repeat('x', 100) FROM generate_series(1, " + ROWS + ") i",
                    "CHECKPOINT",
                    "DELETE FROM victim");
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olga", Instant.now());

            if (pinned) {
                assertThat(new Pin(new HorizonPin(), record, record)
                                .run(incident)
                                .pin()
                                .isUp())
                        .isTrue();
            }
            new Fence(new WriteFence(ForeignWrites::between), record, record).run(incident);
            assess(server, incident);

            server.execute("CHECKPOINT");
            Path file = server.data().resolve(server.query("SELECT pg_relation_filepath('victim')"));
            return HeapFile.tuples(file);
        }
    }

    /** The steps as they run in the process, in one order of theirs. */
    private void assess(TestServer server, Incident incident) throws Exception {
        TestJob jobs = new TestJob(server);
        DumpDatabase dump = new DumpDatabase(new StoredFiles(jobs.shortJobs()));
        JobStatus dumped = jobs.script(dump.job(incident, "dump"));
        assertThat(dumped.state()).as(dumped.logTail()).isEqualTo(JobStatus.State.SUCCEEDED);
        FindCulprit find = new FindCulprit(record, Duration.ofHours(1));
        CulpritSearch search =
                find.prove(incident, find.claimed(jobs.worker(new FindCulpritTask(), find.job(incident, "find"))));
        assertThat(search.suspects().get(0).culprit().destroyedRows()).isEqualTo(ROWS);
        CountRows count = new CountRows(record);
        RowCounts counts =
                count.prove(incident, count.claimed(jobs.worker(new CountRowsTask(), count.job(incident, "count"))));
        assertThat(counts.of(new TableName("public", "victim")).orElseThrow().rows())
                .isZero();
        new ListStatements().run(incident);
    }
}
