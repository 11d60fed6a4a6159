package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LogicalBackup;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableName;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.postgres.TestServer;

class CountRowsIT {

    private static TestServer server;
    private static TestJob jobs;

    @BeforeAll
    static void startServer() throws Exception {
        server = TestServer.start();
        server.execute(
                "create table public.users (id int primary key, name text, created_at timestamptz, updated_at"
                        + " timestamp)",
                "insert into public.users select i, 'u' || i, timestamptz '2026-01-01 00:00:00Z' + i * interval"
                        + " '1 minute', null from generate_series(1, 1000) i",
                "delete from public.users where id <= 100",
                "create table public.\"Order; drop table users\" (playbook_row int)",
                "insert into public.\"Order; drop table users\" values (1), (2)",
                "create table public.moves (id int, month date) partition by range (month)",
                "create table public.moves_1 partition of public.moves for values from ('2026-01-01') to"
                        + " ('2026-02-01')",
                "create table public.moves_2 partition of public.moves for values from ('2026-02-01') to"
                        + " ('2026-03-01')",
                "insert into public.moves values (1, '2026-01-05'), (2, '2026-02-05'), (3, '2026-02-06')",
                "create table public.nothing ()",
                "create schema playbook_rescue_dl_2026_0001",
                "create table playbook_rescue_dl_2026_0001.rows_1 as select * from public.users");
        jobs = new TestJob(server);
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
                        Map.of("public.users", 1000L, "public.dropped", 7L, "playbook_rescue_dl_2025_0009.rows_1", 9L),
                        null)));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void countsAreExactAndComparedWithTheBaseline() throws Exception {
        TestEvidence evidence = new TestEvidence();
        CountRows step = new CountRows(evidence);
        Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());

        RowCounts counts =
                step.prove(incident, step.claimed(jobs.worker(new CountRowsTask(), step.job(incident, "count-1"))));
        RowCounts again =
                step.prove(incident, step.claimed(jobs.worker(new CountRowsTask(), step.job(incident, "count-2"))));

        TableCount users = count(counts, "users");
        assertThat(users.rows()).isEqualTo(900);
        assertThat(users.difference()).isEqualTo(-100);
        assertThat(users.lastCreated()).isEqualTo("2026-01-01T16:40:00Z");
        assertThat(users.lastUpdated()).isNull();
        assertThat(users.checksum())
                .isNotEqualTo("0")
                .isEqualTo(count(again, "users").checksum());
        assertThat(count(counts, "Order; drop table users").rows()).isEqualTo(2);
        assertThat(count(counts, "moves").rows()).isEqualTo(3);
        assertThat(count(counts, "moves").partitioned()).isTrue();
        assertThat(count(counts, "moves_2").rows()).isEqualTo(2);
        assertThat(count(counts, "nothing").rows()).isZero();
        assertThat(count(counts, "dropped").difference()).isEqualTo(-7);
        assertThat(count(counts, "dropped").trouble())
                .isEqualTo("the table is in the baseline, but not in the database");
        assertThat(counts.tables())
                .as("the playbook's own schemas")
                .noneMatch(table -> table.table().schema().startsWith("playbook_"));
        assertThat(counts.baselineBackup()).isEqualTo("b1");
        assertThat(evidence.get(incident, SchemaFingerprint.class).objects())
                .containsEntry("column public.users.id", "integer not null, grants default");
    }

    @Test
    void aJobThatLeftATableOutIsNotBelieved() throws Exception {
        CountRows step = new CountRows(new TestEvidence());
        Incident incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
        CountRows.Counted counted =
                step.claimed(jobs.worker(new CountRowsTask(), step.job(incident, "count-left-out")));
        RowCounts fewer = new RowCounts(
                counted.counts().tables().stream()
                        .filter(table -> !table.table().name().equals("moves_2"))
                        .toList(),
                counted.counts().baselineBackup(),
                counted.counts().baselineAt(),
                counted.counts().measuredAt());

        assertThatThrownBy(() -> step.prove(
                        incident, new CountRows.Counted(fewer, counted.fingerprint(), counted.defects(), null)))
                .isInstanceOf(HintedException.class)
                .hasMessage("tables that were not counted (1): [public.moves_2]"
                        + "\nHINT: were these tables created just now? Run the step again.");
    }

    private static TableCount count(RowCounts counts, String table) {
        return counts.of(new TableName("public", table)).orElseThrow();
    }
}
