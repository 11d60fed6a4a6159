package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import playbook.backup.VolumeCopies;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.ServerIdentity;
import playbook.incident.StatementList;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.postgres.TestServer;

class ListBackupsIT {

    @Test
    void theArchiveOfARealServerIsFollowedAndItsHoleFound() throws Exception {
        try (TestServer server = TestServer.with().archive().start()) {
            for (int i = 0; i < 4; i++) {
                server.execute("create table t" + i + " (id int)", "select pg_switch_wal()");
            }
            String last = server.query("select pg_walfile_name(pg_current_wal_lsn() - 1)");
            Lsn end = Lsn.parse(server.query("select pg_current_wal_lsn()"));
            Awaitility.await().until(() -> Files.exists(server.archive().resolve(last)));
            TestJob jobs = new TestJob(server);
            TestEvidence evidence = new TestEvidence();
            ListBackups step = new ListBackups(evidence, new VolumeCopies(jobs.platforms()));
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            BackupList list = step.prove(
                    incident, step.claimed(jobs.worker(new ListBackupsTask(), step.job(incident, "list-1"))));

            assertThat(list.archiveGaps()).isEmpty();
            assertThat(list.archivedUpTo()).isEqualTo(new Lsn(end.value() / (16 << 20) * (16 << 20)));
            assertThat(list.base()).isEmpty();
            assertThat(evidence.get(incident, BackupCondition.class).wrongSegments())
                    .isEmpty();

            Path second;
            try (Stream<Path> files = Files.list(server.archive())) {
                second = files.sorted().skip(1).findFirst().orElseThrow();
            }
            Files.delete(second);
            BackupList holed = step.prove(
                    incident, step.claimed(jobs.worker(new ListBackupsTask(), step.job(incident, "list-2"))));
            assertThat(holed.archiveGaps()).containsExactly(second.getFileName() + " is missing");
            assertThat(holed.archivedUpTo()).isLessThan(list.archivedUpTo());

            ListedBackups elsewhere = new ListedBackups(holed, evidence.get(incident, BackupCondition.class), "4711");

            Files.move(server.archive(), server.root().resolve("unmounted"));
            BackupList none = step.prove(
                    incident, step.claimed(jobs.worker(new ListBackupsTask(), step.job(incident, "list-3"))));
            assertThat(none.archivedUpTo()).isEqualTo(Lsn.ZERO);
            assertThat(none.gaps()).isEmpty();
            assertThat(evidence.get(incident, BackupCondition.class).wrongSegments())
                    .containsExactly(server.archive() + ": there is no such folder");

            evidence.found(
                    incident,
                    "pin",
                    new ServerIdentity(
                            server.query("select system_identifier from pg_control_system()"),
                            1,
                            15,
                            "noa_db",
                            1,
                            true));
            assertThatThrownBy(() -> step.prove(incident, elsewhere))
                    .isInstanceOf(HintedException.class)
                    .hasMessageStartingWith("the backups were listed for the cluster 4711, this incident is about ");
        }
    }

    @Test
    void statementsComeFromTheLogWhereThereAreNoStatistics() {
        try (TestServer server = TestServer.with()
                .set("logging_collector", "on")
                .set("log_statement", "mod")
                .start()) {
            server.execute("create table victims (id int)", "delete from victims where id > 5");
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            StatementList list = new ListStatements().list(incident);

            assertThat(list.statements().notAvailable()).isEmpty();
            assertThat(list.statements().rows().get(0).get(0)).contains("delete from victims where id > 5");
            assertThat(list.transactions().columns()).contains("rows deleted");
            assertThat(list.transactions().rows()).hasSize(1);
            assertThat(list.replicas().notAvailable()).isEqualTo("no replica is connected");
            assertThat(list.corruption().rows()).containsExactly(java.util.List.of("page checksums", "on"));
        }
    }

    @Test
    void whatIsNotThereSaysWhy() {
        try (TestServer server = TestServer.start()) {
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            StatementList list = new ListStatements().list(incident);

            assertThat(list.statements().notAvailable())
                    .isEqualTo("pg_stat_statements: the extension is not installed in this database; server log: the"
                            + " server collects none (logging_collector is off)");
        }
    }

    @Test
    void statementsComeFromTheStatisticsWhereTheyAre() {
        try (TestServer server = TestServer.with()
                .set("shared_preload_libraries", "pg_stat_statements")
                .start()) {
            server.execute(
                    "create extension pg_stat_statements",
                    "create table victims as select i as id from generate_series(1, 10) i",
                    "delete from victims where id > 5");
            Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

            StatementList list = new ListStatements().list(incident);

            assertThat(list.statements().source()).isEqualTo("pg_stat_statements");
            assertThat(list.statements().rows().get(0))
                    .containsExactly("postgres", "1", "5", "delete from victims where id > $1");
        }
    }
}
