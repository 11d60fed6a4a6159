package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;
import playbook.incident.Defects;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.RowsBefore;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;
import playbook.postgres.Fingerprints;
import playbook.postgres.TableReading;
import playbook.postgres.TestServer;

/** Databases with faults of their own: a recovery is judged by what it made worse. */
class ChecksAgainstBeforeIT {

    private static final String KEYS = "foreign keys hold (every row compared)";
    private static final String INDEXES = "no invalid index";
    private static final String READABLE = "every table readable to its last column";
    private static final String UNTOUCHED = "untouched tables unchanged (digests)";
    private static final String SEQUENCES = "sequences past every number in use";
    private static final String AMCHECK = "indexes agree with their tables (amcheck)";

    private static TestServer server;
    private static TestJob jobs;
    private TestEvidence evidence;
    private Incident incident;

    @BeforeAll
    static void startServer() {
        server = TestServer.with().withoutChecksums().start();
        jobs = new TestJob(server);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void anEmptySchema() {
        server.execute("drop schema if exists shop cascade", "create schema shop");
        evidence = new TestEvidence();
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
    }

    /** BR-20: usual practice for big tables, and what a failed CREATE INDEX CONCURRENTLY leaves. */
    @Test
    void whatWasSoBeforeTheIncidentIsToldAndPasses() throws Exception {
        notValidAndInvalid();
        beforeTheLoss();
        atTheFence();

        DataCheck checks = checks();

        assertThat(checks.of(KEYS).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(checks.of(KEYS).detail())
                .isEqualTo("1 foreign keys compared row by row; as before the incident: shop.kids.kids_parent is NOT"
                        + " VALID and has 10 rows without their parent");
        assertThat(checks.of(INDEXES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(checks.of(INDEXES).detail()).endsWith("; as before the incident: shop.t_mail is not valid");
        assertThat(checks.checks()).noneMatch(check -> check.outcome() == Outcome.FAILED);
    }

    @Test
    void whatGotWorseFailsWithWhatItWas() throws Exception {
        notValidAndInvalid();
        beforeTheLoss();
        server.execute("set session_replication_role = replica; delete from shop.parents where id = 3");
        atTheFence();
        assertThat(checks().of(KEYS).detail())
                .startsWith("shop.kids.kids_parent has 11 rows without their parent (before the incident it has 10 rows"
                        + " without their parent) (so it was when the incident began, but not right before the loss:"
                        + " the recovery did not do it)");

        server.execute(
                "set session_replication_role = replica; delete from shop.parents where id = 4",
                "drop index shop.t_other",
                "create index t_other on shop.t (mail)",
                "update pg_index set indisvalid = false where indexrelid = 'shop.t_other'::regclass");

        DataCheck checks = checks();
        assertThat(checks.of(KEYS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(checks.of(KEYS).detail())
                .isEqualTo("shop.kids.kids_parent has 12 rows without their parent (before the incident it has 10 rows"
                        + " without their parent); as before the incident: shop.kids.kids_parent is NOT VALID");
        assertThat(checks.of(INDEXES).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(checks.of(INDEXES).detail())
                .isEqualTo("shop.t_other is not valid; as before the incident: shop.t_mail is not valid");
    }

    /** Rows with numbers of their own that somebody loaded between the loss and the report. */
    @Test
    void aSequenceThatALaterWriteLeftBehindIsToldAndPasses() throws Exception {
        server.execute(
                "create table shop.orders (id int generated by default as identity primary key)",
                "insert into shop.orders default values");
        beforeTheLoss();
        server.execute("insert into shop.orders values (700)");
        atTheFence();

        assertThat(checks().of(SEQUENCES).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(checks().of(SEQUENCES).detail())
                .isEqualTo("1 sequences compared with their columns; as when the incident began, by what was written"
                        + " since the loss: shop.orders_id_seq gives 2 next, but 700 is in use");

        server.execute(
                "create sequence shop.two",
                "alter table shop.orders add n int default nextval('shop.two')",
                "update shop.orders set n = 50");
        assertThat(checks().of(SEQUENCES).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(checks().of(SEQUENCES).detail()).startsWith("shop.two gives ");
    }

    /** A load with session_replication_role = replica leaves them under a key that calls itself valid. */
    @Test
    void withoutASideInstanceTheBeginningOfTheIncidentIsTheMeasure() throws Exception {
        server.execute(
                "create table shop.parents (id int primary key)",
                "create table shop.kids (id int primary key, parent int references shop.parents)",
                "set session_replication_role = replica; insert into shop.kids select i, i from generate_series(1, 5) i",
                "create table shop.old (v int)",
                "insert into shop.old values (-1), (-2)",
                "alter table shop.old add constraint positive check (v > 0) not valid",
                "create table shop.behind (id int primary key)",
                "insert into shop.behind values (7)",
                "create sequence shop.behind_seq",
                "alter table shop.behind alter id set default nextval('shop.behind_seq')");
        atTheFence();

        DataCheck checks = checks();

        assertThat(checks.of(KEYS).detail())
                .endsWith("; as when the incident began: shop.kids.kids_parent_fkey has 5 rows without their parent");
        assertThat(checks.of("checks that are NOT VALID").detail())
                .isEqualTo("1 constraints compared row by row; as when the incident began: shop.old.positive is NOT"
                        + " VALID and has 2 rows against it");
        assertThat(checks.of(SEQUENCES).detail())
                .isEqualTo("1 sequences compared with their columns; as when the incident began: shop.behind_seq gives"
                        + " 1 next, but 7 is in use");
        assertThat(checks.checks()).noneMatch(check -> check.outcome() == Outcome.FAILED);

        server.execute(
                "alter table shop.old drop constraint positive",
                "insert into shop.old values (-3)",
                "alter table shop.old add constraint positive check (v > 0) not valid");
        assertThat(checks().of("checks that are NOT VALID").detail())
                .startsWith(
                        "shop.old.positive has 3 rows against it (when the incident began it has 2 rows against it)");
    }

    /** HC-9: a materialized view WITH NO DATA can't be read, and is no damage. */
    @Test
    void aViewThatWasNeverPopulatedIsNoDamageAndOneThatLostItsRowsIs() throws Exception {
        server.execute(
                "create table shop.t (id int primary key)",
                "create materialized view shop.never as select * from shop.t with no data",
                "create materialized view shop.full as select * from shop.t");
        beforeTheLoss();
        atTheFence();
        Check check = checks().of(READABLE);
        assertThat(check.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(check.detail())
                .isEqualTo("2 tables read; 2 materialized views looked at; as before the incident: shop.never is not"
                        + " populated");

        server.execute("refresh materialized view shop.full with no data");
        check = checks().of(READABLE);
        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check.detail())
                .isEqualTo("shop.full is not populated; as before the incident: shop.never is not populated");
    }

    /** HC-9 and the second alarm of BR-20. */
    @Test
    void aCheckThatLookedAtNothingSaysSoAndIsNeitherGreenNorRed() throws Exception {
        server.execute(
                "create table shop.users (id int)",
                "create table shop.log (id int, month date) partition by range (month)",
                "create table shop.log_1 partition of shop.log for values from ('2026-01-01') to ('2026-02-01')",
                "create table shop.log_2 partition of shop.log for values from ('2026-02-01') to ('2026-03-01')");
        beforeTheLoss();
        atTheFence();
        evidence.found(incident, "findCulprit", culprit("users", "log_1", "log_2"));

        DataCheck checks = checks();

        assertThat(notLookedAt(checks))
                .containsEntry(
                        UNTOUCHED,
                        "no untouched table could be compared: the plan touches every table that was counted")
                .containsEntry(KEYS, "there is no foreign key")
                .containsEntry(INDEXES, "there is no index")
                .containsEntry(AMCHECK, "there is no B-tree index")
                .containsEntry(SEQUENCES, "no sequence feeds a column of whole numbers")
                .containsEntry("page checksums clean", "not available: this server writes no page checksums");
        assertThat(checks.checks()).noneMatch(check -> check.outcome() == Outcome.FAILED);
        assertThat(checks.of("row counts as planned").detail()).isEqualTo("3 tables have the rows of the plan");
    }

    @Test
    void anEntryOfAnIndexThatPointsToNoRowIsNoticed() throws Exception {
        server.execute(
                "create table shop.t (id int primary key, v text)",
                "create index t_lower on shop.t (lower(v))",
                "create index t_some on shop.t (v) where id > 10",
                "insert into shop.t select i, 'v' || i from generate_series(1, 100) i");
        beforeTheLoss();
        Path index = server.data().resolve(server.query("select pg_relation_filepath('shop.t_pkey')"));
        server.stopServer("fast");
        Path kept = Files.copy(index, server.root().resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
        server.startServer();
        // The rows go, and so do their entries: until an older file of the index takes the place of the new one.
        server.execute("delete from shop.t where id > 50", "vacuum (freeze) shop.t");
        server.stopServer("fast");
        Files.write(index, Files.readAllBytes(kept));
        server.startServer();
        atTheFence();

        assertThat(checks().of(AMCHECK).detail())
                .isEqualTo("shop.t_pkey holds other entries than its table has rows: 100 entries, 50 rows");

        server.execute("reindex table shop.t");
        assertThat(checks().of(AMCHECK).detail())
                .isEqualTo(
                        "3 indexes hold what their tables hold; of 2 of them each entry was compared with its row, too");
    }

    private void notValidAndInvalid() throws Exception {
        server.execute(
                "create table shop.parents (id int primary key)",
                "insert into shop.parents select generate_series(1, 10)",
                "create table shop.kids (id int primary key, parent int)",
                "insert into shop.kids select i, i from generate_series(1, 20) i",
                "alter table shop.kids add constraint kids_parent foreign key (parent) references shop.parents not valid",
                "create table shop.t (id int primary key, mail text)",
                "insert into shop.t select i, 'm' || i % 50 from generate_series(1, 100) i",
                "create index t_other on shop.t (mail)");
        try (Connection session = server.connect();
                var statement = session.createStatement()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> statement.execute("create unique index concurrently t_mail on shop.t (mail)"))
                    .hasMessageContaining("could not create unique index");
        }
    }

    private void beforeTheLoss() throws Exception {
        evidence.found(incident, "readBefore", new RowsBefore(List.of(), defects()));
    }

    private void atTheFence() throws Exception {
        var read = new TableReading(server.target(), 1, (done, total) -> {}).read();
        evidence.found(
                incident,
                "countRows",
                new RowCounts(
                        read.tables().stream()
                                .filter(table -> table.kind() != 'm')
                                .map(table -> new TableCount(
                                        table.table(),
                                        table.kind() == 'p',
                                        table.rows(),
                                        table.checksum(),
                                        null,
                                        null,
                                        null,
                                        null))
                                .toList(),
                        null,
                        null,
                        read.at()));
        evidence.found(incident, "countRows", defects());
        try (Connection session = Connections.open(server.target())) {
            evidence.found(incident, "countRows", Fingerprints.take(session));
        }
    }

    private static Defects defects() throws Exception {
        try (Connection session = Connections.open(server.target())) {
            return DefectReading.all(session);
        }
    }

    private static Culprit culprit(String... tables) {
        return new Culprit(
                700,
                List.of(),
                Lsn.ZERO,
                Lsn.ZERO,
                Lsn.ZERO,
                1,
                Instant.now(),
                Stream.of(tables)
                        .map(table -> new TableChange(new TableName("shop", table), 0, TableChange.Operation.DELETE, 0))
                        .toList());
    }

    private DataCheck checks() throws Exception {
        return DataCheck.run(evidence, incident, jobs);
    }

    private static Map<String, String> notLookedAt(DataCheck checks) {
        return checks.checks().stream()
                .filter(check -> check.outcome() == Outcome.NOT_LOOKED_AT)
                .collect(Collectors.toMap(Check::name, Check::detail));
    }
}
