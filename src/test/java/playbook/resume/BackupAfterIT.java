package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.backup.Catalogue;
import playbook.backup.Dumps;
import playbook.backup.Repositories;
import playbook.backup.TestFolders;
import playbook.incident.Incident;
import playbook.operation.TestJob;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.LocalRange;
import playbook.postgres.TestServer;
import playbook.resume.BackupAfter.BackupsAfter;

class BackupAfterIT {

    @Test
    void theCatalogueGetsAVerifiedBackupAndANewBaseline() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.execute(
                    "create table public.users as select i as id from generate_series(1, 5000) i",
                    "create table public.\"it's \"\"odd\"\"\" as select 1 as id");
            TestJob jobs = new TestJob(server);
            BackupAfter step = new BackupAfter(new Repositories(LocalRange.targets(server)));
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            JobStatus first = jobs.script(step.job(incident, "backup-1"));
            assertThat(first.state()).as(first.logTail()).isEqualTo(State.SUCCEEDED);
            BackupsAfter after = step.prove(incident, first);

            assertThat(TestFolders.of(server.archive(), jobs.backups()).base())
                    .isEqualTo(new Catalogue<>(List.of(after.base()), List.of()));
            Dumps dumps = new Dumps(jobs.backups());
            assertThat(dumps.readWithDigests()).isEqualTo(new Catalogue<>(List.of(after.logical()), List.of()));
            assertThat(after.logical().rows()).isEqualTo(Map.of("public.users", 5000L, "public.it's \"odd\"", 1L));
            assertThat(after.base().systemIdentifier())
                    .isEqualTo(server.query("select system_identifier from pg_control_system()"));
            assertThat(after.base().startLsn()).isLessThan(after.base().stopLsn());
            assertThat(after.base().stopLsn().toString())
                    .isLessThanOrEqualTo(server.query("select pg_current_wal_lsn()"));

            JobStatus again = jobs.script(step.job(incident, "backup-2"));
            assertThat(again.state()).as(again.logTail()).isEqualTo(State.SUCCEEDED);
            assertThat(step.prove(incident, again)).isEqualTo(after);

            Files.writeString(jobs.backups().resolve("logical/after-dl-2026-0001/toc.dat"), "damaged");
            assertThat(dumps.readWithDigests().unusable())
                    .singleElement()
                    .asString()
                    .contains("logical/after-dl-2026-0001: digest ", ", its sidecar says ");
        }
    }
}
