package playbook.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.backup.Catalogue;
import playbook.backup.Dumps;
import playbook.backup.FreshBackups;
import playbook.backup.PackedRepository;
import playbook.backup.Repositories;
import playbook.backup.TestFolders;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.operation.TestJob;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.LocalRange;
import playbook.platform.RepositorySettings;
import playbook.postgres.TestServer;

class BackupAfterIT {

    @Test
    void theCatalogueGetsAVerifiedBackupAndANewBaseline() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.execute(
                    "create table public.users as select i as id from generate_series(1, 5000) i",
                    "create table public.\"it's \"\"odd\"\"\" as select 1 as id");
            TestJob jobs = new TestJob(server);
            Repositories repositories = new Repositories(LocalRange.targets(server));
            BackupAfter step = new BackupAfter(repositories, new BackupsInPlace(repositories, jobs.shortJobs()));
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            JobStatus first = jobs.script(step.job(incident, "backup-1"));
            assertThat(first.state()).as(first.logTail()).isEqualTo(State.SUCCEEDED);
            BackupsAfter after = step.prove(incident, step.claimed(first));

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
            assertThat(step.prove(incident, step.claimed(again))).isEqualTo(after);

            FreshBackups claimed = step.claimed(again);
            Path dump = jobs.backups().resolve("logical/after-dl-2026-0001");
            Files.move(dump.resolveSibling("after-dl-2026-0001.json"), dump.resolveSibling("kept"));
            refuted(step, incident, claimed, "logical/after-dl-2026-0001: no sidecar describes it");
            Files.move(dump.resolveSibling("kept"), dump.resolveSibling("after-dl-2026-0001.json"));
            Files.writeString(dump.resolve("more"), "12345");
            refuted(
                    step,
                    incident,
                    claimed,
                    "logical/after-dl-2026-0001: it has " + (claimed.logical().bytes() + 5) + " bytes, not "
                            + claimed.logical().bytes());
            Files.delete(dump.resolve("more"));
            Path manifest = jobs.backups().resolve("base/after-dl-2026-0001/backup_manifest");
            Files.move(manifest, manifest.resolveSibling("kept"));
            refuted(step, incident, claimed, "base/after-dl-2026-0001: there is no backup_manifest in it");
            BackupAfter packed = inAnotherRepository(server, jobs);
            assertThat(packed.prove(incident, claimed)).isEqualTo(after);
            Files.move(dump.resolveSibling("after-dl-2026-0001.json"), dump.resolveSibling("kept"));
            refuted(packed, incident, claimed, "logical/after-dl-2026-0001: no sidecar describes it");
            Files.move(dump.resolveSibling("kept"), dump.resolveSibling("after-dl-2026-0001.json"));
            Files.move(manifest.resolveSibling("kept"), manifest);

            Files.writeString(jobs.backups().resolve("logical/after-dl-2026-0001/toc.dat"), "damaged");
            assertThat(dumps.readWithDigests().unusable())
                    .singleElement()
                    .asString()
                    .contains("logical/after-dl-2026-0001: digest ", ", its sidecar says ");
        }
    }

    /** Its base backups lie in no folder of the playbook's, its dumps do. */
    private static BackupAfter inAnotherRepository(TestServer server, TestJob jobs) throws Exception {
        RepositorySettings settings = new RepositorySettings("packed", Map.of("path", "/nowhere", "stanza", "main"));
        Repositories repositories = PackedRepository.among(LocalRange.targets(server, settings));
        return new BackupAfter(repositories, new BackupsInPlace(repositories, jobs.shortJobs()));
    }

    private static void refuted(BackupAfter step, Incident incident, FreshBackups claimed, String trouble) {
        assertThatThrownBy(() -> step.prove(incident, claimed))
                .isInstanceOf(HintedException.class)
                .hasMessageStartingWith("the new backups are missing or incomplete: " + trouble);
    }
}
