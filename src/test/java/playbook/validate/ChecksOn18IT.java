package playbook.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;
import playbook.incident.Incident;
import playbook.incident.RowsBefore;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** The checks of the data on what version 18 brought: keys with a period, virtual columns, and constraints of new kinds. */
class ChecksOn18IT {

    private static final String KEYS = "foreign keys hold (every row compared)";
    private static final String READABLE = "every table readable to its last column";
    private static final String UNTOUCHED = "untouched tables unchanged (digests)";
    private static final String CONSTRAINTS = "checks that are NOT VALID";

    private static TestServer server;
    private static TestJob jobs;
    private TestEvidence evidence;
    private Incident incident;

    @BeforeAll
    static void startServer() {
        server = TestServer.with().bin(Majors.bin(18)).start();
        server.execute("create extension btree_gist with schema pg_catalog");
        jobs = new TestJob(server);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void aShop() throws Exception {
        server.execute(
                "drop schema if exists shop cascade",
                "create schema shop",
                "create table shop.rooms (id int, during int4range, price int, primary key (id, during without overlaps))",
                "insert into shop.rooms select r, int4range(i * 10, i * 10 + 10), 1 from generate_series(1, 5) r,"
                        + " generate_series(0, 9) i",
                "create table shop.stays (id int primary key, room int, during int4range, constraint stays_room foreign key"
                        + " (room, period during) references shop.rooms (id, period during))",
                "insert into shop.stays select r, r, int4range(5, 35) from generate_series(1, 5) r",
                "create table shop.items (id int primary key, a int, b int, r int generated always as (a / b) virtual, s int"
                        + " generated always as (a + b) stored)",
                "insert into shop.items (id, a, b) select i, i, i % 5 from generate_series(1, 20) i",
                "create table shop.orders (id int primary key, room int, item int references shop.items not enforced, n int"
                        + " check (n < 5) not enforced, note text)",
                "insert into shop.orders values (1, 1, 1, 1, 'x'), (2, 1, 99, 99, null)",
                "alter table shop.orders add constraint orders_note not null note not valid");
        evidence = new TestEvidence();
        incident = new Incident("DL-2026-0001", server.target(), Instant.now(), "olivia", Instant.now());
        evidence.found(incident, "readBefore", new RowsBefore(List.of(), DataCheck.defects(server)));
        DataCheck.atTheFence(evidence, incident, server);
    }

    @Test
    void whatIsAsItWasPassesAndAVirtualColumnThatCannotBeComputedHidesNoRow() throws Exception {
        DataCheck checks = checks();
        assertThat(checks.checks())
                .filteredOn(check -> check.outcome() == Outcome.FAILED)
                .isEmpty();
        assertThat(checks.of(READABLE).detail()).isEqualTo("4 tables read");
        assertThat(checks.of(KEYS).detail()).isEqualTo("1 foreign keys compared row by row");
        assertThat(checks.of(CONSTRAINTS).detail())
                .isEqualTo("1 constraints compared row by row; as before the incident: shop.orders.orders_note is NOT"
                        + " VALID and has 1 rows against it");
    }

    @Test
    void aPeriodThatNoParentCoversAnyMoreIsNoticed() throws Exception {
        server.execute(
                "set session_replication_role = replica; delete from shop.rooms where id = 2 and during @> 15",
                "set session_replication_role = replica; delete from shop.rooms where id = 3");
        assertThat(checks().of(KEYS))
                .extracting(Check::outcome, Check::detail)
                .containsExactly(Outcome.FAILED, "shop.stays.stays_room has 2 rows without their parent");
    }

    @Test
    void aChangedRowBesideAVirtualColumnIsNoticedAndSoIsANewNull() throws Exception {
        server.execute(
                "update shop.items set b = b + 5 where id = 7",
                "alter table shop.orders drop constraint orders_note",
                "insert into shop.orders values (3, 1, 1, 1, null)",
                "alter table shop.orders add constraint orders_note not null note not valid");
        DataCheck checks = checks();
        assertThat(checks.of(UNTOUCHED).detail())
                .isEqualTo(
                        "shop.items is not in the plan, but its content changed; shop.orders is not in the plan, but its"
                                + " content changed");
        assertThat(checks.of(CONSTRAINTS).detail())
                .startsWith(
                        "shop.orders.orders_note has 2 rows against it (before the incident it has 1 rows against it)");
    }

    private DataCheck checks() throws Exception {
        return DataCheck.run(evidence, incident, jobs);
    }
}
