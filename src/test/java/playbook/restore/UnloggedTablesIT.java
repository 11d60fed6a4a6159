package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableName;
import playbook.incident.UnloggedLoss;
import playbook.postgres.Fingerprints;

/** What is lost in an unlogged table is in no WAL and in no base backup: the plan and the assessment tell of it, with its number. */
class UnloggedTablesIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery();
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    /** BR-09: 150 of the 300 rows. */
    @Test
    void theRowsThatACascadeTookFromAnUnloggedTableAreToldWithTheirNumber() throws SQLException {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY)",
                "CREATE UNLOGGED TABLE \"Carts\" (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE, item text)",
                "INSERT INTO users SELECT generate_series(1, 100)",
                "INSERT INTO \"Carts\" SELECT i, 1 + i % 100, 'x' FROM generate_series(1, 300) i");
        recovery.destroys("DELETE FROM users WHERE id > 50");
        assertThat(recovery.plan().warnings())
                .containsExactly(
                        "public.\"Carts\" is unlogged and refers to public.users: what was removed from it is in no WAL and"
                                + " in no base backup; only a dump can have it.");
        List<UnloggedLoss> losses = losses("Carts", 150, 300L);
        String told =
                "public.Carts is unlogged and refers to public.users: what was removed from it is in no WAL and in"
                        + " no base backup; only a dump can have it: 150 rows (300 there, 150 now).";
        assertThat(losses).extracting(UnloggedLoss::words).containsExactly(told);
        assertThat(recovery.plan(losses).warnings()).containsExactly(told);
    }

    /** A quote in a name is doubled where SQL spells it, and is one of it where the catalog does. */
    @Test
    void theNumbersAreThoseOfTheTableWhateverItsNameLooksLike() throws SQLException {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY)",
                "CREATE UNLOGGED TABLE \"the \"\"old\"\" carts\" (id int, user_id int REFERENCES users ON DELETE CASCADE)",
                "INSERT INTO users SELECT generate_series(1, 100)",
                "INSERT INTO \"the \"\"old\"\" carts\" SELECT i, 1 + i % 100 FROM generate_series(1, 300) i");
        recovery.destroys("DELETE FROM users WHERE id > 50");
        TableName carts = new TableName("public", "the \"old\" carts");
        assertThat(recovery.plan(List.of(new UnloggedLoss(carts, " and refers to public.users", 150, 300L)))
                        .warnings())
                .containsExactly(
                        "public.the \"old\" carts is unlogged and refers to public.users: what was removed from it is in no"
                                + " WAL and in no base backup; only a dump can have it: 150 rows (300 there, 150 now).");
    }

    @Test
    void theCascadeIsFollowedThroughOtherTables() throws SQLException {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY)",
                "CREATE TABLE baskets (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE)",
                "CREATE UNLOGGED TABLE carts (id int PRIMARY KEY, basket int REFERENCES baskets ON DELETE CASCADE)",
                "INSERT INTO users SELECT generate_series(1, 100)",
                "INSERT INTO baskets SELECT i, i FROM generate_series(1, 100) i",
                "INSERT INTO carts SELECT i, 1 + i % 100 FROM generate_series(1, 300) i");
        recovery.destroys("DELETE FROM users WHERE id > 50");
        told("public.carts is unlogged and refers to public.baskets");
    }

    @Test
    void aPartThatIsUnloggedIsReachedWithTheWhole() throws SQLException {
        recovery.tables(
                "CREATE TABLE events (id int, day date) PARTITION BY RANGE (day)",
                "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2026-01-01') PARTITION BY"
                        + " RANGE (day)",
                "CREATE TABLE events_25 PARTITION OF events_old FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                "CREATE UNLOGGED TABLE events_26 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "INSERT INTO events SELECT i, '2025-12-01'::date + i % 60 FROM generate_series(1, 1000) i");
        recovery.destroys("DELETE FROM events WHERE id > 500");
        told("public.events_26 is unlogged and a part of public.events");
        recovery.tables(
                "CREATE TABLE orders (id int)",
                "CREATE UNLOGGED TABLE orders_today () INHERITS (orders)",
                "INSERT INTO orders SELECT generate_series(1, 10)",
                "INSERT INTO orders_today SELECT generate_series(11, 20)");
        recovery.destroys("DELETE FROM orders WHERE id > 5");
        told("public.orders_today is unlogged and a part of public.orders");
    }

    @Test
    void whoEmptiesAnUnloggedTableItselfIsToldThatNoWayBackHasItsRows() throws SQLException {
        recovery.tables("CREATE UNLOGGED TABLE carts (id int)", "INSERT INTO carts SELECT generate_series(1, 300)");
        recovery.truncates("TRUNCATE carts");
        assertThat(losses("carts", 0, 300L))
                .extracting(UnloggedLoss::words)
                .containsExactly(
                        "public.carts is unlogged: what was removed from it is in no WAL and in no base backup; only"
                                + " a dump can have it: 300 rows (300 there, 0 now).");
    }

    private static void told(String what) throws SQLException {
        String words = what + ": what was removed from it is in no WAL and in no base backup; only a dump can have it.";
        assertThat(recovery.plan().warnings()).containsExactly(words);
        assertThat(UnloggedLoss.of(recovery.culprit.tables(), schema(), null))
                .extracting(UnloggedLoss::words)
                .containsExactly(words);
    }

    private static List<UnloggedLoss> losses(String table, long now, Long then) throws SQLException {
        RowCounts counts = new RowCounts(
                List.of(new RowCounts.TableCount(
                        new TableName("public", table), false, now, "", then, null, null, null)),
                "d1",
                Instant.EPOCH,
                Instant.EPOCH);
        return UnloggedLoss.of(recovery.culprit.tables(), schema(), counts);
    }

    private static SchemaFingerprint schema() throws SQLException {
        try (Connection session = recovery.patient.server.connect()) {
            return Fingerprints.take(session);
        }
    }
}
