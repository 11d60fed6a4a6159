package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.assess.Assessed;
import playbook.backup.PackedRepository;
import playbook.backup.Repositories;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RestoredBase;
import playbook.incident.SideInstance;
import playbook.incident.StopPoint;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.LocalRange;
import playbook.platform.RepositorySettings;
import playbook.postgres.TestServer;

/**
 * A repository of another kind, and nothing in the folders of today's: whoever needs backups or WAL gets along with what its
 * one class tells.
 */
class OtherRepositoryIT {

    // Relative to the data directory, where the server runs it.
    private static final String ARCHIVE = "d=../packed/main/wal/$(echo %f | cut -c1-16) && mkdir -p $d"
            + " && gzip -c %p > $d/%f.partial && mv $d/%f.partial $d/%f.gz";

    private TestServer server;
    private Path stanza;
    private Path work;
    private Path data;
    private ConfiguredTargets targets;
    private Repositories repositories;
    private TestJob jobs;
    private Incident incident;

    @BeforeEach
    void aServerThatArchivesIntoIt() throws Exception {
        server = TestServer.with()
                .set("archive_mode", "on")
                .set("archive_command", ARCHIVE)
                .start();
        data = server.folder("data-lost");
        work = server.folder("work");
        Path packed = server.folder("packed");
        stanza = packed.resolve("main");
        targets = LocalRange.targets(
                server, new RepositorySettings("packed", Map.of("path", packed.toString(), "stanza", "main")));
        repositories = PackedRepository.among(targets);
        jobs = new TestJob(
                server,
                data,
                repositories
                        .of(server.target())
                        .open(targets.repository(server.target()).environment()));
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
    }

    @AfterEach
    void nothingStays() {
        if (Files.exists(work.resolve("side/postmaster.pid"))) {
            server.asPostgres(
                    server.bin().resolve("pg_ctl").toString(),
                    "-D",
                    work.resolve("side").toString(),
                    "-m",
                    "immediate",
                    "-w",
                    "stop");
        }
        server.close();
    }

    @Test
    void theCulpritIsFoundInItAndTheRowsStandOnASideInstanceRestoredFromIt() throws Exception {
        server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        BaseBackup made = baseBackup("b1");
        server.execute("INSERT INTO t VALUES (2001)");
        Instant since = Instant.now();
        server.execute("DELETE FROM t WHERE id > 500", "INSERT INTO t VALUES (3001)");
        Lsn until = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        String segment = archived();

        BackupList list = Assessed.backups(jobs::context);
        assertThat(list.base()).containsExactly(made);
        assertThat(list.archiveGaps()).isEmpty();
        assertThat(list.archivedUpTo()).isGreaterThanOrEqualTo(until);
        assertThat(Objects.requireNonNull(list.withServer()).onlyOnServer()).isZero();
        assertThat(stanza.resolve("wal")).isDirectoryRecursivelyContaining("glob:**/" + segment + ".gz");

        CulpritSearch search = Assessed.search(jobs::context, since, until);
        Culprit culprit = search.suspects().get(0).culprit();
        assertThat(culprit.tables())
                .singleElement()
                .satisfies(table -> assertThat(table.rows()).isEqualTo(501));
        onlyTheServerHasItsNewestSegment();
        assertThat(lost(culprit, search).lostTransactions()).isEqualTo(1);

        TestEvidence evidence = new TestEvidence();
        evidence.found(incident, "listBackups", list);
        evidence.found(incident, "findCulprit", culprit);
        RestoredBase restored =
                result(new RestoreBase(evidence, repositories).job(incident, "restore"), RestoredBase.class);
        assertThat(restored.backup()).isEqualTo("b1");
        SideInstance side =
                result(new ReplayBefore(evidence, repositories).job(incident, "replay"), SideInstance.class);
        assertThat(side.stoppedAt()).startsWith("recovery stopping before commit of transaction " + culprit.xid());
        assertThat(rows(side)).isEqualTo("1001 2001");
    }

    private void onlyTheServerHasItsNewestSegment() throws Exception {
        String newest = server.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        Path pgWal = Files.createDirectory(data.resolve("pg_wal"));
        Files.createSymbolicLink(
                pgWal.resolve(newest), server.data().resolve("pg_wal").resolve(newest));
    }

    private CutOverPlan lost(Culprit culprit, CulpritSearch search) throws Exception {
        List<Object> results = new ArrayList<>();
        new PlanCutOverTask()
                .run(jobs.context(
                        new PlanCutOver.Input(
                                incident.key(),
                                new StopPoint(StopPoint.Kind.TRANSACTION, Long.toString(culprit.xid()), 1),
                                culprit.commitLsn(),
                                "b1",
                                culprit,
                                search.from()),
                        results));
        return (CutOverPlan) results.get(0);
    }

    private <T> T result(Job job, Class<T> type) {
        Map<String, String> environment =
                new HashMap<>(targets.repository(server.target()).environment());
        environment.put("PLAYBOOK_WORK", work.toString());
        environment.put("PLAYBOOK_ARCHIVE", "/nowhere");
        environment.put("PLAYBOOK_BACKUPS", "/nowhere");
        JobStatus ended = jobs.script(job, environment);
        assertThat(ended.state()).as(ended.logTail()).isEqualTo(JobStatus.State.SUCCEEDED);
        return Json.read(String.valueOf(ended.result()), type);
    }

    /** As its own program would make one, with what it writes down of it. */
    private BaseBackup baseBackup(String id) throws Exception {
        Path folder = stanza.resolve("backup").resolve(id);
        Lsn start = Lsn.parse(server.query("SELECT pg_current_wal_lsn()"));
        server.asPostgres(
                server.bin().resolve("pg_basebackup").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(server.port()),
                "-U",
                "recovery",
                "-w",
                "-Ft",
                "-z",
                "-c",
                "fast",
                "-D",
                folder.toString());
        BaseBackup made = new BaseBackup(
                id,
                server.query("SELECT system_identifier FROM pg_control_system()"),
                1,
                start,
                Lsn.parse(server.query("SELECT pg_current_wal_lsn()")),
                Instant.now(),
                Files.size(folder.resolve("base.tar.gz")),
                15,
                null);
        Files.writeString(folder.resolve("info.json"), Json.write(made));
        return made;
    }

    private String archived() {
        String segment = server.query("SELECT pg_walfile_name(pg_switch_wal())");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.query("SELECT last_archived_wal FROM pg_stat_archiver")
                                .compareTo(segment)
                        >= 0);
        return segment;
    }

    private String rows(SideInstance side) throws Exception {
        try (Connection session = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + side.port() + "/" + TestServer.DATABASE,
                        "recovery",
                        server.password());
                ResultSet row = session.createStatement().executeQuery("SELECT count(*) || ' ' || max(id) FROM t")) {
            row.next();
            return row.getString(1);
        }
    }
}
