package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.LogicalBackup;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StatementList;
import playbook.incident.TableName;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.platform.Job;
import playbook.postgres.TestServer;

/** HC-12: the process is killed and its data directory away. Every part of the assessment ends, and says what it lacks. */
class ServerGoneIT {

    @Test
    void theAssessmentOfAServerThatIsGoneEndsWithWhatTheBackupsKnow() throws Exception {
        try (TestServer server = TestServer.start()) {
            TestJob jobs = new TestJob(server);
            Path logical = Files.createDirectories(jobs.backups().resolve("logical"));
            Files.writeString(Files.createDirectory(logical.resolve("b1")).resolve("toc.dat"), "");
            Files.writeString(
                    logical.resolve("b1.json"),
                    Json.write(new LogicalBackup(
                            "b1",
                            TestServer.DATABASE,
                            Instant.parse("2026-11-01T00:00:00Z"),
                            Instant.parse("2026-11-01T00:01:00Z"),
                            1,
                            15,
                            "",
                            Map.of("public.users", 1000L),
                            null)));
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
            TestEvidence evidence = new TestEvidence();
            server.stopServer("immediate");
            String gone = "127.0.0.1:" + server.port() + " gives no answer: Connection to 127.0.0.1:" + server.port()
                    + " refused";

            CountRows count = new CountRows(evidence);
            RowCounts counts = count.prove(
                    incident, count.claimed(jobs.worker(new CountRowsTask(), count.job(incident, "count"))));
            assertThat(counts.baselineBackup()).isEqualTo("b1");
            RowCounts.TableCount users =
                    counts.of(new TableName("public", "users")).orElseThrow();
            assertThat(users.rows()).isEqualTo(-1);
            assertThat(users.baseline()).isEqualTo(1000);
            assertThat(users.trouble()).startsWith(gone);
            assertThat(evidence.find(incident, SchemaFingerprint.class)).isEmpty();

            FindCulprit find = new FindCulprit(evidence, Duration.ofHours(1));
            CulpritSearch search =
                    find.prove(incident, find.claimed(jobs.worker(new FindCulpritTask(), find.job(incident, "find"))));
            assertThat(search.suspects()).isEmpty();
            assertThat(search.gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.what())
                            .startsWith("no WAL was read, because its tables could not be named: " + gone));

            StatementList statements = new ListStatements().list(incident);
            assertThat(List.of(statements.statements(), statements.transactions(), statements.corruption()))
                    .allSatisfy(part -> assertThat(part.notAvailable()).startsWith(gone));

            ListBackupsTask list = new ListBackupsTask();
            var listed = Json.read(
                    String.valueOf(jobs.worker(
                                    list,
                                    Job.worker(
                                            "list",
                                            server.target(),
                                            "listBackups",
                                            "{\"checkDigests\":false}",
                                            Duration.ofHours(1)))
                            .result()),
                    ListedBackups.class);
            BackupList backups = listed.list();
            assertThat(backups.logical()).extracting(LogicalBackup::id).containsExactly("b1");
        }
    }
}
