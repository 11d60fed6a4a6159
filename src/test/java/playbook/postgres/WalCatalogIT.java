package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** Names that only the WAL still knows: the catalog's dead rows are pruned in each of these. */
class WalCatalogIT {

    private static TestServer server;
    private Lsn before;

    @BeforeAll
    static void start() {
        server = TestServer.with().set("autovacuum", "off").start();
        server.execute("CREATE VIEW tables_now AS SELECT relname FROM pg_class");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void table() {
        server.execute(
                "DROP TABLE IF EXISTS customers CASCADE",
                "CREATE TABLE customers (id int PRIMARY KEY, name varchar(80), email text, price numeric(12,4))",
                "INSERT INTO customers SELECT i, 'c' || i, i || '@example.org', i FROM generate_series(1, 5000) i",
                "CHECKPOINT");
        before = here();
    }

    @Test
    void aTableThatWasRewrittenAfterTheDeleteKeepsItsNameAndItsOid() {
        server.execute("DELETE FROM customers WHERE id > 3000", "VACUUM FULL customers");
        forget();
        assertThat(told()).containsExactly(tuple("public.customers", Operation.DELETE, 2000L, ""));
        assertThat(changes())
                .extracting(TableChange::oid)
                .containsExactly(Long.parseLong(server.query("SELECT 'customers'::regclass::oid")));
    }

    @Test
    void aColumnWithAComputedDefaultRewritesTheTableAndTheDeleteBeforeItIsStillNamed() {
        server.execute(
                "DELETE FROM customers WHERE id > 3000",
                "ALTER TABLE customers ADD token uuid DEFAULT gen_random_uuid()");
        forget();
        assertThat(told()).containsExactly(tuple("public.customers", Operation.DELETE, 2000L, ""));
    }

    @Test
    void severalRewritesInARowEachNameTheFileBetween() {
        server.execute(
                "DELETE FROM customers WHERE id > 4500",
                "VACUUM FULL customers",
                "DELETE FROM customers WHERE id > 4000",
                "CLUSTER customers USING customers_pkey",
                "UPDATE customers SET name = 'x' WHERE id > 3900",
                "VACUUM FULL customers",
                "DELETE FROM customers WHERE id > 3500",
                "ALTER TABLE customers SET UNLOGGED",
                "ALTER TABLE customers SET LOGGED");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.customers", Operation.DELETE, 500L, ""),
                        tuple("public.customers", Operation.DELETE, 500L, ""),
                        tuple("public.customers", Operation.UPDATE, 100L, ""),
                        tuple("public.customers", Operation.DELETE, 500L, ""));
    }

    @Test
    void truncatesInARowAreEachToldThoughTheirFilesAreForgotten() {
        server.execute(
                "TRUNCATE customers",
                "INSERT INTO customers SELECT i, 'c' FROM generate_series(1, 10) i",
                "TRUNCATE customers",
                "INSERT INTO customers SELECT i, 'c' FROM generate_series(1, 10) i",
                "DELETE FROM customers WHERE id > 7",
                "TRUNCATE customers");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.customers", Operation.TRUNCATE, -1L, ""),
                        tuple("public.customers", Operation.INSERT, 10L, ""),
                        tuple("public.customers", Operation.TRUNCATE, -1L, ""),
                        tuple("public.customers", Operation.INSERT, 10L, ""),
                        tuple("public.customers", Operation.DELETE, 3L, ""),
                        tuple("public.customers", Operation.TRUNCATE, -1L, ""));
    }

    @Test
    void aDropIsToldWithItsTableIndexesAndViewsWhenNoCatalogRememberesThem() {
        server.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.invoices (id int PRIMARY KEY, n int)",
                "CREATE INDEX invoices_n ON shop.invoices (n)",
                "CREATE VIEW shop.open_invoices AS SELECT * FROM shop.invoices",
                "CHECKPOINT");
        before = here();
        server.execute("DROP SCHEMA shop CASCADE");
        forget();
        server.execute("VACUUM pg_namespace", "CHECKPOINT");
        assertThat(told()).containsExactly(tuple("shop.invoices", Operation.DROP, -1L, ""));
        assertThat(read().get(0).also())
                .containsExactlyInAnyOrder(
                        "index shop.invoices_pkey", "index shop.invoices_n", "view shop.open_invoices");
    }

    @Test
    void aDroppedViewIsToldAsSuch() {
        server.execute("CREATE VIEW emails AS SELECT email FROM customers", "CHECKPOINT");
        before = here();
        server.execute("DROP VIEW emails");
        forget();
        assertThat(told()).containsExactly(tuple("public.emails", Operation.DROP, 0L, "view"));
    }

    @Test
    void aDroppedColumnAndAChangedTypeAreLossesAndAWidenedTypeIsNone() {
        server.execute(
                "ALTER TABLE customers DROP COLUMN email",
                "ALTER TABLE customers ALTER price TYPE int",
                "ALTER TABLE customers ALTER name TYPE varchar(3) USING left(name, 3)",
                "ALTER TABLE customers ALTER id TYPE bigint",
                "ALTER TABLE customers ALTER name TYPE text");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.customers", Operation.ALTER, -1L, "drops column email"),
                        tuple(
                                "public.customers",
                                Operation.ALTER,
                                -1L,
                                "changes the type of column price from numeric to integer"),
                        tuple("public.customers", Operation.ALTER, -1L, "narrows column name (character varying)"));
    }

    /** Nothing is gone, but people miss it: whoever did it is found, and named with what it was. */
    @Test
    void rowsThatAreNotFoundWherePeopleLookAreTold() {
        server.execute(
                "CREATE SCHEMA attic",
                "CREATE TABLE events (id int, day int) PARTITION BY RANGE (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20)",
                "CHECKPOINT");
        before = here();
        server.execute(
                "ALTER TABLE customers RENAME email TO mail",
                "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE customers RENAME TO customers_old",
                "ALTER TABLE customers_old SET SCHEMA attic",
                "ALTER TABLE events DETACH PARTITION events_1",
                "ALTER TABLE events DETACH PARTITION events_2 CONCURRENTLY",
                "ALTER TABLE events RENAME TO happenings",
                "ALTER INDEX attic.customers_pkey RENAME TO key_of_customers");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("attic.customers_old", Operation.ALTER, 0L, "renames column email to mail"),
                        tuple("public.customers", Operation.ALTER, 0L, "switches on the row level security"),
                        tuple("public.customers", Operation.ALTER, 0L, "changes the name (to customers_old)"),
                        tuple("public.customers_old", Operation.ALTER, 0L, "changes the schema (to attic)"),
                        tuple("public.events_1", Operation.ALTER, 0L, "detaches the rows (DETACH PARTITION)"),
                        tuple("public.events_2", Operation.ALTER, 0L, "detaches the rows (DETACH PARTITION)"),
                        tuple("public.events", Operation.ALTER, 0L, "changes the name (to happenings)"));
        server.execute("DROP SCHEMA attic CASCADE", "DROP TABLE happenings, events_1, events_2");
    }

    /** Some builds of PostgreSQL also write the definitions of the columns behind it. */
    @Test
    void valuesThatAnExpressionGaveToAColumnOfTheSameTypeAreALoss() {
        server.execute("ALTER TABLE customers ALTER price TYPE numeric(12,4) USING round(price)");
        server.execute("VACUUM FULL customers", "ALTER TABLE customers ALTER name SET NOT NULL");
        server.execute("ALTER TABLE customers ADD token uuid DEFAULT gen_random_uuid()");
        forget();
        assertThat(told())
                .containsAnyOf(
                        tuple("public.customers", Operation.ALTER, -1L, "computes column price anew (numeric)"),
                        tuple("public.customers", Operation.ALTER, -1L, "may compute column price anew (numeric)"))
                .hasSize(1);
    }

    @Test
    void unloggedTablesThatAreEmptiedOrDroppedAreToldAsSuch() {
        server.execute("CREATE UNLOGGED TABLE carts (id int)", "INSERT INTO carts VALUES (1)", "CHECKPOINT");
        before = here();
        server.execute("TRUNCATE carts", "DROP TABLE carts");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.carts", Operation.TRUNCATE, -1L, TableChange.UNLOGGED),
                        tuple("public.carts", Operation.DROP, -1L, TableChange.UNLOGGED));
    }

    @Test
    void filesOfPartitionsToastedValuesAndIndexesThatWereRewrittenConfuseNobody() {
        server.execute(
                "CREATE TABLE events (id int, day int, note text) PARTITION BY RANGE (day)",
                "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE events_1 ALTER note SET STORAGE EXTERNAL",
                "INSERT INTO events SELECT i, i % 20, repeat('x', 5000) FROM generate_series(1, 200) i",
                "CREATE MATERIALIZED VIEW summary AS SELECT * FROM customers",
                "CREATE UNIQUE INDEX ON summary (id)",
                "CHECKPOINT");
        before = here();
        server.execute(
                "UPDATE events SET note = repeat('y', 6000) WHERE id <= 20",
                "DELETE FROM events WHERE id > 100",
                "VACUUM FULL events",
                "DELETE FROM customers WHERE id = 1",
                "REFRESH MATERIALIZED VIEW summary",
                "DELETE FROM customers WHERE id = 2",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY summary",
                "REINDEX TABLE customers",
                "REINDEX TABLE CONCURRENTLY customers");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.events_1", Operation.UPDATE, 10L, ""),
                        tuple("public.events_2", Operation.UPDATE, 10L, ""),
                        tuple("public.events_1", Operation.DELETE, 50L, ""),
                        tuple("public.events_2", Operation.DELETE, 50L, ""),
                        tuple("public.customers", Operation.DELETE, 1L, ""),
                        tuple("public.customers", Operation.DELETE, 1L, ""));
        server.execute("DROP TABLE events", "DROP MATERIALIZED VIEW summary");
    }

    @Test
    void theCatalogItselfMayBeRewrittenBetween() {
        server.execute(
                "DELETE FROM customers WHERE id > 3000",
                "VACUUM FULL customers",
                "VACUUM FULL pg_class",
                "DELETE FROM customers WHERE id > 2000",
                "VACUUM FULL pg_class",
                "VACUUM FULL customers",
                "VACUUM FULL pg_attribute",
                "ALTER TABLE customers DROP COLUMN email",
                "VACUUM FULL pg_class");
        forget();
        assertThat(told())
                .containsExactly(
                        tuple("public.customers", Operation.DELETE, 2000L, ""),
                        tuple("public.customers", Operation.DELETE, 1000L, ""),
                        tuple("public.customers", Operation.ALTER, -1L, "drops column email"));
    }

    @Test
    void compressedPageImagesAreReadToo() {
        for (String method : List.of("pglz", "lz4")) {
            server.execute(
                    "ALTER SYSTEM SET wal_compression = " + method,
                    "SELECT pg_reload_conf()",
                    "CREATE TABLE packed_" + method + " (id int PRIMARY KEY, t text)",
                    "INSERT INTO packed_" + method + " SELECT i, 'x' FROM generate_series(1, 100) i",
                    "CHECKPOINT");
            before = here();
            server.execute("DELETE FROM packed_" + method + " WHERE id > 60", "DROP TABLE packed_" + method);
            forget();
            assertThat(told())
                    .containsExactly(
                            tuple("public.packed_" + method, Operation.DELETE, 40L, ""),
                            tuple("public.packed_" + method, Operation.DROP, -1L, ""));
        }
        server.execute("ALTER SYSTEM RESET wal_compression", "SELECT pg_reload_conf()");
    }

    @Test
    void aMovedTableIsNotEmptiedAndARolledBackDropIsNone() throws Exception {
        java.nio.file.Path place = server.folder("space");
        server.asPostgres("test", "-d", place.toString());
        server.execute("CREATE TABLESPACE elsewhere LOCATION '" + place + "'");
        server.execute(
                "ALTER TABLE customers SET TABLESPACE elsewhere",
                "BEGIN; DROP TABLE customers; ROLLBACK",
                "BEGIN; SAVEPOINT a; DROP TABLE customers; ROLLBACK TO a; DELETE FROM customers WHERE id = 1; COMMIT",
                "ALTER TABLE customers SET TABLESPACE pg_default");
        forget();
        assertThat(told()).containsExactly(tuple("public.customers", Operation.DELETE, 1L, ""));
        server.execute("DROP TABLESPACE elsewhere");
    }

    /** After this the catalog's own file tells nothing of the past. */
    private static void forget() {
        server.execute("VACUUM pg_class", "VACUUM pg_attribute", "CHECKPOINT");
    }

    private static Lsn here() {
        return Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
    }

    private record Told(WalTransaction transaction, List<TableChange> changes, List<String> also) {}

    private List<org.assertj.core.groups.Tuple> told() {
        return changes().stream()
                .map(change -> tuple(change.table().toString(), change.operation(), change.rows(), change.detail()))
                .toList();
    }

    private List<TableChange> changes() {
        return read().stream().flatMap(told -> told.changes().stream()).toList();
    }

    /** Twice, as the search does: in the first reading names come up that an earlier place has wanted. */
    private List<Told> read() {
        List<Told> told = new ArrayList<>();
        try (Connection connection = server.connect()) {
            WalRelations relations = WalRelations.load(connection);
            for (int i = 0; i < 2; i++) {
                told.clear();
                try (WalSource source = new WalFolder(server.data().resolve("pg_wal"));
                        WalReader reader = new WalReader(source, WalHistory.of(source, 1), before, here())) {
                    new WalTransactions(reader, relations, transaction -> {
                                List<TableChange> changes = relations.changes(transaction);
                                if (!changes.isEmpty()) {
                                    told.add(new Told(transaction, changes, relations.alsoDropped(transaction)));
                                }
                            })
                            .readAll(position -> {});
                    assertThat(reader.gaps()).isEmpty();
                }
            }
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
        return told;
    }
}
