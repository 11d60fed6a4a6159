package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** A subscriber to all tables gets the rows that come back, nothing of the playbook's own, and goes on receiving. */
class SubscribersIT {

    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void aSubscriberToAllTablesGoesOn(int major) throws Exception {
        try (RowRecovery recovery =
                new RowRecovery(TestServer.with().bin(Majors.bin(major)).set("wal_level", "logical"))) {
            TestServer server = recovery.patient.server;
            String[] tables = {"CREATE TABLE orders (id int PRIMARY KEY, v text)", "CREATE TABLE log (what text)"};
            recovery.tables(tables);
            recovery.execute(
                    "CREATE DATABASE subscriber",
                    "CREATE PUBLICATION everything FOR ALL TABLES",
                    "SELECT pg_create_logical_replication_slot('everything', 'pgoutput')");
            there(server, tables);
            there(
                    server,
                    "CREATE SUBSCRIPTION everything CONNECTION 'host=127.0.0.1 port=" + server.port()
                            + " dbname=noa_db user=postgres password=" + server.password()
                            + "' PUBLICATION everything WITH (create_slot = false, copy_data = false)");
            recovery.execute(
                    "INSERT INTO orders SELECT i, 'v' || i FROM generate_series(1, 100) i",
                    "INSERT INTO log VALUES ('one'), ('two')");
            List<String> before = recovery.everything();
            goesOn(recovery);
            recovery.destroys(
                    "UPDATE orders SET v = 'lost' WHERE id <= 10",
                    "DELETE FROM orders WHERE id > 60",
                    "INSERT INTO log VALUES ('lost')");
            goesOn(recovery);

            RecoveryPlan plan = recovery.plan();
            assertThat(plan.warnings()).isEmpty();
            assertThat(RowRecovery.table(plan, "orders").conflicts()).isEmpty();
            assertThat(RowRecovery.table(plan, "log").conflicts())
                    .containsExactly(new Listed("NO_IDENTITY", 1, List.of("(lost)")));
            recovery.merge(plan);
            assertThat(recovery.query("SELECT count(*) FROM orders")).isEqualTo("100");
            goesOn(recovery);
            assertThat(recovery.query("SELECT relpersistence FROM pg_class WHERE relname = 'merge'"))
                    .isEqualTo("p");
            assertThat(recovery.column("SELECT DISTINCT relpersistence FROM pg_class WHERE relname LIKE 'rows\\_%'"))
                    .containsExactly("p");
            recovery.undo(plan);
            goesOn(recovery);
            assertThat(recovery.query("SELECT count(*) FROM orders")).isNotEqualTo("100");
            assertThat(before).hasSize(102);
            there(
                    server,
                    "ALTER SUBSCRIPTION everything DISABLE",
                    "ALTER SUBSCRIPTION everything SET (slot_name = NONE)",
                    "DROP SUBSCRIPTION everything");
        }
    }

    /** A subscriber that keeps what is deleted has the rows that come back already. */
    @Test
    void aPublicationThatSendsNoDeletionsIsTold() {
        try (RowRecovery recovery = new RowRecovery(TestServer.with().set("wal_level", "logical"))) {
            recovery.tables(
                    "CREATE TABLE orders (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
                    "CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (1000)",
                    "CREATE TABLE notes (id int PRIMARY KEY)",
                    "CREATE TABLE quiet (id int PRIMARY KEY)",
                    "INSERT INTO orders SELECT i, 'v' FROM generate_series(1, 100) i",
                    "INSERT INTO notes SELECT generate_series(1, 100)",
                    "INSERT INTO quiet SELECT generate_series(1, 100)");
            recovery.execute(
                    "CREATE PUBLICATION history FOR TABLE orders, notes WITH (publish = 'insert, update',"
                            + " publish_via_partition_root = true)",
                    "CREATE PUBLICATION mirror FOR ALL TABLES",
                    "CREATE PUBLICATION deletions FOR TABLE quiet WITH (publish = 'delete')");
            recovery.destroys(
                    "DELETE FROM orders WHERE id > 50", "DELETE FROM notes WHERE id > 50", "DELETE FROM quiet");
            assertThat(recovery.plan().warnings())
                    .containsExactly(
                            "The publication history sends the rows that come back as new ones (public.orders_1,"
                                    + " public.notes), and it did not send that they went. A subscriber that still has them stops"
                                    + " at the first one: have its subscription disabled before the recovery, or these rows"
                                    + " removed there.");
        }
    }

    /** What is written now arrives, and all rows are the same there. */
    private static void goesOn(RowRecovery recovery) {
        TestServer server = recovery.patient.server;
        recovery.execute("INSERT INTO log VALUES (clock_timestamp()::text)");
        for (String table : List.of("orders", "log")) {
            String rows = "SELECT t::text FROM " + table + " t ORDER BY 1";
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(ofSubscriber(server, rows))
                            .as(() -> table + " at the subscriber\n" + server.logTail())
                            .isEqualTo(recovery.column(rows)));
        }
    }

    private static List<String> ofSubscriber(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.tryConnect("postgres", "subscriber");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private static void there(TestServer server, String... statements) throws SQLException {
        try (Connection connection = server.tryConnect("postgres", "subscriber");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
