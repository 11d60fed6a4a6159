package playbook.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.EmergencyCopy;
import playbook.incident.EmergencyDump;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.TestJob;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.postgres.TestServer;

class EmergencySnapshotIT {

    private static TestServer server;
    private static TestJob jobs;

    @BeforeAll
    static void startServer() {
        server = TestServer.start();
        server.execute(
                "create table public.users as select i as id, md5(i::text) as name from generate_series(1, 20000) i");
        jobs = new TestJob(server);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void theCopyIsVerifiedAndFoundAgain() throws Exception {
        CopyServer step = new CopyServer(new StoredFiles(jobs.shortJobs()), jobs.platforms());
        Incident incident = incident("DL-2026-0001");

        EmergencyCopy first = step.prove(incident, step.claimed(succeeded(jobs.script(step.job(incident, "copy-1")))));
        EmergencyCopy again = step.prove(incident, step.claimed(succeeded(jobs.script(step.job(incident, "copy-2")))));

        assertThat(first.skipped()).isNull();
        assertThat(first.bytes()).isGreaterThan(20_000_000);
        assertThat(again.manifestSha256()).isEqualTo(first.manifestSha256());
        assertThat(Path.of(first.directory() + ".partial")).doesNotExist();

        Files.delete(Path.of(first.directory(), "global", "pg_control"));
        assertThatThrownBy(() -> step.prove(incident, step.claimed(status(again))))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("is not complete: 1 files are missing or wrong, the first is ")
                .hasMessageContaining("global/pg_control is missing");
        assertThat(jobs.script(step.job(incident, "copy-3")).state()).isEqualTo(State.FAILED);
    }

    @Test
    void aCopyThatDoesNotFitIsSkippedWithTheReason() throws Exception {
        Path tools = server.folder("tools");
        Path df = Files.writeString(tools.resolve("df"), "#!/bin/sh\necho Avail\necho 1048576\n");
        Files.setPosixFilePermissions(df, PosixFilePermissions.fromString("rwxr-xr-x"));
        CopyServer step = new CopyServer(new StoredFiles(jobs.shortJobs()), jobs.platforms());
        Incident incident = incident("DL-2026-0002");

        EmergencyCopy copy = step.prove(
                incident,
                step.claimed(succeeded(
                        jobs.script(step.job(incident, "copy"), Map.of("PATH", tools + ":" + System.getenv("PATH"))))));

        assertThat(copy.skipped())
                .matches(
                        "the copy needs \\d+ MB \\(databases \\d+ MB, a tenth more, 256 MB kept free\\), but .* has 1 MB free");
        assertThat(copy.directory()).isNull();
        assertThat(jobs.backups().resolve("emergency/DL-2026-0002/copy.partial"))
                .doesNotExist();
    }

    @Test
    void theDumpIsReadBackAndFoundAgain() throws Exception {
        DumpDatabase step = new DumpDatabase(new StoredFiles(jobs.shortJobs()));
        Incident incident = incident("DL-2026-0003");

        EmergencyDump first = step.prove(incident, step.claimed(succeeded(jobs.script(step.job(incident, "dump-1")))));
        EmergencyDump again = step.prove(incident, step.claimed(succeeded(jobs.script(step.job(incident, "dump-2")))));

        assertThat(again.sha256()).isEqualTo(first.sha256());
        assertThat(first.entries()).isPositive();
        assertThat(first.files()).isGreaterThanOrEqualTo(3);
        assertThat(Path.of(first.directory(), "globals.sql")).content().contains("CREATE ROLE recovery");

        Files.writeString(Path.of(first.directory(), "data", "toc.dat"), "no longer a dump");
        assertThat(jobs.script(step.job(incident, "dump-3")).state()).isEqualTo(State.FAILED);
    }

    @Test
    void aFailedDumpNeverLooksLikeOne() {
        DumpDatabase step = new DumpDatabase(new StoredFiles(jobs.shortJobs()));
        Incident incident = incident("DL-2026-0004");

        JobStatus ended = jobs.script(step.job(incident, "dump"), Map.of("PGDATABASE", "no_such_database"));

        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.result()).isNull();
        assertThat(jobs.backups().resolve("emergency/DL-2026-0004/dump")).doesNotExist();
        assertThatThrownBy(() -> step.prove(incident, step.claimed(ended)))
                .hasMessageContaining("the job left no result");
    }

    private static JobStatus status(EmergencyCopy copy) {
        return new JobStatus(State.SUCCEEDED, 0, null, null, -1, -1, "", playbook.evidence.Json.write(copy), "");
    }

    private static JobStatus succeeded(JobStatus ended) {
        assertThat(ended.state()).as(ended.logTail()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.logTail())
                .as("progress")
                .satisfiesAnyOf(
                        log -> assertThat(log).containsPattern("progress \\d+ \\d+ bytes"),
                        log -> assertThat(log).contains("no copy is made"));
        return ended;
    }

    private static Incident incident(String key) {
        return new Incident(key, server.target(), Instant.now(), "olivia", Instant.now());
    }
}
