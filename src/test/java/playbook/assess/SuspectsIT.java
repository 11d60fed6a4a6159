package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.backup.TestFolders;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CulpritSearch.Suspect;
import playbook.incident.LogicalBackup;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.postgres.TestServer;

/** Which transactions stand first, on a real server; each test searches what it did itself. */
class SuspectsIT {

    private static TestServer server;
    private Instant begin = Instant.EPOCH;
    private Set<String> reported = Set.of();

    @BeforeAll
    static void start() {
        server = TestServer.with().archive().set("autovacuum", "off").start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void tables() throws Exception {
        server.execute(
                "DROP TABLE IF EXISTS orders, customers, payment, staging CASCADE",
                "DROP SCHEMA IF EXISTS playbook_rescue_dl_1 CASCADE",
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'o' FROM generate_series(1, 5000) i",
                "CREATE TABLE customers (id int PRIMARY KEY, name text, email text)",
                "INSERT INTO customers SELECT i, 'c' || i, i || '@example.org' FROM generate_series(1, 5000) i",
                "CREATE TABLE payment (id int PRIMARY KEY, paid int)",
                "INSERT INTO payment SELECT i, 0 FROM generate_series(1, 1000) i",
                "CREATE TABLE staging (id int)",
                "VACUUM pg_class");
        beginWindow();
    }

    /** A segment of its own, in which nobody's beginning is missing. */
    private void beginWindow() {
        server.execute("SELECT pg_switch_wal()", "CHECKPOINT", "SELECT txid_current()");
        begin = now();
    }

    /** By the clock that stamps the commits: what was committed before is older, what is committed now is newer. */
    private static Instant now() {
        return Instant.parse(server.query(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    @Test
    void aLoopOfManyCommitsIsOneSeriesWithItsSumAndItsEnds() throws Exception {
        List<Long> xids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            xids.add(xidOf("DELETE FROM orders WHERE id IN (SELECT id FROM orders ORDER BY id LIMIT 100)"));
        }
        xids.add(xidOf("DELETE FROM orders WHERE id IN (SELECT id FROM orders ORDER BY id LIMIT 7)"));
        CulpritSearch search = search();
        assertThat(search.suspects()).hasSize(1);
        Culprit series = search.suspects().get(0).culprit();
        assertThat(series.tables())
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(tuple("public.orders", Operation.DELETE, 3007L));
        Culprit.Following following = Objects.requireNonNull(series.following());
        assertThat(following.commits()).isEqualTo(31);
        assertThat(following.foreignRows()).isZero();
        assertThat(series.comparable()).isTrue();
        assertThat(series.xid()).isEqualTo(xids.get(0));
        assertThat(following.xid()).isEqualTo(xids.get(30));
        assertThat(series.subtransactions()).isEqualTo(xids.subList(1, 31));
    }

    @Test
    void aLoopByKeysIsASeriesTooAndWhatOthersWroteBetweenForbidsToCompare() throws Exception {
        for (int i = 1; i <= 60; i++) {
            server.execute("DELETE FROM orders WHERE id = " + i);
            if (i % 20 == 0) {
                server.execute("UPDATE orders SET note = 'kept' WHERE id = " + (4000 + i));
            }
        }
        Culprit series = search().suspects().get(0).culprit();
        assertThat(series.commits()).isEqualTo(60);
        assertThat(series.destroyedRows()).isEqualTo(60);
        assertThat(Objects.requireNonNull(series.following()).foreignRows()).isEqualTo(2);
        assertThat(series.comparable()).isFalse();
    }

    /** Day by day: days of few rows do not look like the loop, and a person says that they are of it. */
    @Test
    void whatDoesNotLookLikeTheLoopAndIsChosenWithItIsNoForeignWrite() throws Exception {
        int from = 1;
        for (int rows : List.of(120, 80, 15, 300, 40, 100, 5, 220, 60, 90)) {
            server.execute("DELETE FROM orders WHERE id BETWEEN " + from + " AND " + (from + rows - 1));
            from += rows;
        }
        CulpritSearch search = search();
        List<Culprit> found = search.suspects().stream().map(Suspect::culprit).toList();
        Culprit loop = found.get(0);
        assertThat(loop.comparable()).isFalse();
        Culprit all = Culprit.together(found);
        assertThat(all.commits()).isEqualTo(10);
        assertThat(all.destroyedRows()).isEqualTo(1030);
        assertThat(all.comparable()).isTrue();
        assertThat(Culprit.together(found.subList(0, found.size() - 1)).comparable())
                .as("one of them is left out")
                .isFalse();
    }

    /** The second and third partition are reached later; they were loaded long before. */
    @Test
    void aLoopThatGoesOnInOtherPartitionsHasNoForeignRowsOfTheTimeBefore() throws Exception {
        parts();
        for (int i = 0; i < 6; i++) {
            server.execute("DELETE FROM parts WHERE id BETWEEN " + (250 * i + 1) + " AND " + (250 * i + 100));
        }
        Culprit series = search().suspects().get(0).culprit();
        assertThat(series.commits()).isEqualTo(6);
        assertThat(Objects.requireNonNull(series.following()).foreignRows()).isZero();
        assertThat(series.comparable()).isTrue();
    }

    @Test
    void whatOthersWroteToAPartitionThatTheLastCommitsLeftAloneCountsToo() throws Exception {
        parts();
        for (int i = 0; i < 6; i++) {
            server.execute("DELETE FROM parts WHERE id BETWEEN " + (250 * i + 1) + " AND " + (250 * i + 100));
            if (i == 3) {
                server.execute("UPDATE parts SET note = 'kept' WHERE id IN (101, 102)");
            }
        }
        Culprit series = search().suspects().get(0).culprit();
        assertThat(series.commits()).isEqualTo(6);
        assertThat(Objects.requireNonNull(series.following()).foreignRows()).isEqualTo(2);
    }

    @Test
    void whatOthersWroteToAPartitionThatIsReachedLaterCountsToo() throws Exception {
        parts();
        for (int i = 0; i < 6; i++) {
            server.execute("DELETE FROM parts WHERE id BETWEEN " + (250 * i + 1) + " AND " + (250 * i + 100));
            if (i == 0) {
                server.execute("UPDATE parts SET note = 'kept' WHERE id IN (1490, 1491, 1492)");
            }
        }
        Culprit series = search().suspects().get(0).culprit();
        assertThat(series.commits()).isEqualTo(6);
        assertThat(Objects.requireNonNull(series.following()).foreignRows()).isEqualTo(3);
    }

    /** Loaded in the window, but no tables of it. */
    private void parts() throws Exception {
        server.execute(
                "DROP TABLE IF EXISTS parts",
                "CREATE TABLE parts (id int, note text) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (501)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (501) TO (1001)",
                "CREATE TABLE parts_3 PARTITION OF parts FOR VALUES FROM (1001) TO (1501)");
        beginWindow();
        server.execute("INSERT INTO parts SELECT i, 'p' FROM generate_series(1, 1500) i");
    }

    @Test
    void oneLargeDeleteIsNotMixedWithTheSmallOnesOfTheApplication() throws Exception {
        for (int i = 1; i <= 20; i++) {
            server.execute("DELETE FROM orders WHERE id = " + i);
        }
        long culprit = xidOf("DELETE FROM orders WHERE id > 3000");
        for (int i = 21; i <= 40; i++) {
            server.execute("DELETE FROM orders WHERE id = " + i);
        }
        List<Suspect> suspects = search().suspects();
        assertThat(suspects.get(0).culprit().xid()).isEqualTo(culprit);
        assertThat(suspects.get(0).culprit().following()).isNull();
        assertThat(suspects).hasSize(2);
        assertThat(suspects.get(1).culprit().commits()).isEqualTo(40);
    }

    @Test
    void scratchTablesStandInOneLineAtTheEndHoweverManyTheyAre() throws Exception {
        long culprit = xidOf("DELETE FROM customers WHERE id > 3000");
        for (int i = 0; i < 25; i++) {
            server.execute(
                    "CREATE TABLE import_" + i + " (n int)",
                    "INSERT INTO import_" + i + " SELECT generate_series(1, 9000)",
                    "DROP TABLE import_" + i);
        }
        for (int i = 0; i < 25; i++) {
            server.execute("INSERT INTO staging SELECT generate_series(1, 9000)", "TRUNCATE staging");
        }
        CulpritSearch search = search();
        assertThat(search.suspects().get(0).culprit().xid()).isEqualTo(culprit);
        Suspect end = search.suspects().get(search.suspects().size() - 1);
        assertThat(end.harmless()).isTrue();
        assertThat(end.culprit().commits()).isEqualTo(50);
        assertThat(end.note()).contains("made in the searched window", "emptied 25 times in the searched window");
        assertThat(search.suspects().stream().filter(Suspect::harmless)).hasSize(1);
    }

    @Test
    void aDroppedColumnStandsBeforeTheInnocentUpdatesAroundIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.execute("UPDATE payment SET paid = paid + 1 WHERE id <= 20");
        }
        long culprit = xidOf("ALTER TABLE customers DROP COLUMN email");
        for (int i = 0; i < 5; i++) {
            server.execute("UPDATE payment SET paid = paid + 1 WHERE id <= 20");
        }
        Suspect first = search().suspects().get(0);
        assertThat(first.culprit().xid()).isEqualTo(culprit);
        assertThat(first.culprit().tables())
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::detail)
                .containsExactly(tuple("public.customers", Operation.ALTER, "drops column email"));
        assertThat(first.culprit().comparable()).isFalse();
    }

    /** The record of the drop holds the difference only, and what it differs from was written before the window. */
    @Test
    void aDroppedColumnIsFoundAlthoughItsCatalogPageWasWrittenWholeBeforeTheWindow() throws Exception {
        server.execute("CHECKPOINT", "ALTER TABLE customers ALTER COLUMN email SET STATISTICS 50");
        long culprit = dropTheColumnInAWindowOfItsOwn();

        CulpritSearch search = search();

        assertThat(search.suspects())
                .extracting(suspect -> suspect.culprit().xid())
                .containsExactly(culprit);
        assertThat(search.suspects().get(0).culprit().tables())
                .extracting(TableChange::detail)
                .containsExactly("drops column email");
        assertThat(search.unnamed()).isEmpty();
    }

    @Test
    void aChangedDefinitionIsAGapThatIsShownWhenNoWalTellsWhatItWas() throws Exception {
        server.execute("CHECKPOINT", "ALTER TABLE customers ALTER COLUMN email SET STATISTICS 50");
        long culprit = dropTheColumnInAWindowOfItsOwn();
        server.execute("DELETE FROM orders WHERE id <= 10");

        CulpritSearch search = searchIn(onlyTheWindow());

        assertThat(search.suspects())
                .as("nobody is accused of what is not known")
                .extracting(suspect -> suspect.culprit().tables().get(0).operation())
                .containsExactly(Operation.DELETE);
        assertThat(search.unnamed())
                .extracting(CulpritSearch.Unnamed::words)
                .containsExactly("the definition of public.customers was changed, but the WAL does not tell how, by 1"
                        + " transaction, for example "
                        + culprit);
    }

    private long dropTheColumnInAWindowOfItsOwn() throws Exception {
        server.execute("SELECT pg_switch_wal()", "SELECT txid_current()");
        begin = now();
        return xidOf("ALTER TABLE customers DROP COLUMN email");
    }

    /** A server's folder that has no older WAL than the segment which is written now. */
    private static Path onlyTheWindow() throws Exception {
        Path alone = server.folder("alone-" + System.nanoTime());
        Path segments = java.nio.file.Files.createDirectories(alone.resolve("pg_wal"));
        String now = server.query("SELECT pg_walfile_name(pg_current_wal_flush_lsn())");
        java.nio.file.Files.copy(server.data().resolve("pg_wal").resolve(now), segments.resolve(now));
        return alone;
    }

    @Test
    void whatHitATableOfTheReportStandsBeforeGreaterHarm() throws Exception {
        server.execute("UPDATE customers SET name = 'x'", "UPDATE payment SET paid = 1 WHERE id <= 10");
        assertThat(search().suspects().get(0).culprit().tables().get(0).table().name())
                .isEqualTo("customers");
        reported = ReportedTables.named("the table Public.Payment, I think");
        assertThat(search().suspects())
                .extracting(suspect -> suspect.culprit().tables().get(0).table().name())
                .containsSubsequence("payment", "customers");
        reported = ReportedTables.named("nothing_of_that_name");
        assertThat(search().suspects().get(0).culprit().tables().get(0).table().name())
                .isEqualTo("customers");
    }

    @Test
    void aDropOfFewRowsStandsBehindADeleteOfMany() throws Exception {
        server.execute("CREATE TABLE few AS SELECT generate_series(1, 10) AS id", "ANALYZE few");
        beginWindow();
        server.execute("DROP TABLE few");
        long culprit = xidOf("DELETE FROM customers WHERE id > 3000");
        List<Suspect> suspects = search().suspects();
        assertThat(suspects.get(0).culprit().xid()).isEqualTo(culprit);
        assertThat(suspects.get(1).culprit().tables().get(0).operation()).isEqualTo(Operation.DROP);
    }

    @Test
    void wrongRowsThatWereAddedAreASuspectAndTheLast() throws Exception {
        long added = xidOf("INSERT INTO customers SELECT i, 'wrong', '' FROM generate_series(9001, 9659) i");
        server.execute("UPDATE payment SET paid = 1 WHERE id <= 20");
        List<Suspect> suspects = search().suspects();
        assertThat(suspects).hasSize(2);
        assertThat(suspects.get(1).culprit().xid()).isEqualTo(added);
        assertThat(suspects.get(1).culprit().tables().get(0).operation()).isEqualTo(Operation.INSERT);
    }

    @Test
    void thePlaybooksOwnMergeIsNoSuspect() throws Exception {
        server.execute("BEGIN; CREATE SCHEMA playbook_rescue_dl_1;"
                + " CREATE TABLE playbook_rescue_dl_1.kept AS SELECT * FROM orders WHERE id <= 700;"
                + " UPDATE orders SET note = 'back' WHERE id <= 700; COMMIT");
        server.execute("BEGIN; UPDATE orders SET note = 'gone' WHERE id <= 300;"
                + " DELETE FROM playbook_rescue_dl_1.kept; COMMIT");
        server.execute("DROP SCHEMA playbook_rescue_dl_1 CASCADE");
        assertThat(search().suspects()).isEmpty();
    }

    @Test
    void aRewrittenTableOfACatalogThatForgotItIsNamedWithItsOid() throws Exception {
        server.execute(
                "DELETE FROM customers WHERE id > 3000", "VACUUM FULL customers", "VACUUM pg_class", "CHECKPOINT");
        CulpritSearch search = search();
        assertThat(search.suspects().get(0).culprit().tables())
                .extracting(change -> change.table().toString(), TableChange::oid, TableChange::rows)
                .containsExactly(tuple(
                        "public.customers", Long.parseLong(server.query("SELECT 'customers'::regclass::oid")), 2000L));
        assertThat(search.unnamed()).isEmpty();
    }

    /** HC-8: the number of rows is the baseline's; what went with the table stands beside it, and not as tables. */
    @Test
    void aTableThatWasDroppedWithItsViewsIsToldWithItsRowsItsIndexAndItsViews() throws Exception {
        server.execute(
                "CREATE VIEW actors AS SELECT * FROM customers",
                "CREATE VIEW names AS SELECT name FROM actors",
                "CREATE MATERIALIZED VIEW emails AS SELECT email FROM customers");
        beginWindow();
        server.execute("DROP TABLE customers CASCADE", "VACUUM pg_class", "CHECKPOINT");
        CulpritSearch search = withBaseline(Map.of("public.customers", 5000L));
        Culprit first = search.suspects().get(0).culprit();
        assertThat(first.tables())
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(tuple("public.customers", Operation.DROP, 5000L));
        assertThat(first.also())
                .containsExactlyInAnyOrder(
                        "index public.customers_pkey",
                        "view public.actors",
                        "view public.names",
                        "materialized view public.emails");
        assertThat(CulpritWords.of(first))
                .contains(
                        "dropped public.customers (5000 rows); dropped with it: ",
                        "view public.actors",
                        "view public.names")
                .doesNotContain("unknown");
        assertThat(search.unnamed()).isEmpty();
    }

    /** HC-1. */
    @Test
    void aDroppedColumnIsToldWithTheNumberOfItsValues() throws Exception {
        server.execute("UPDATE payment SET paid = paid + 1 WHERE id <= 20", "ALTER TABLE customers DROP COLUMN email");
        List<Suspect> suspects = withBaseline(Map.of("public.customers", 599L)).suspects();
        assertThat(CulpritWords.of(suspects.get(0).culprit()))
                .contains("altered public.customers: drops column email (its values in 599 rows)");
        assertThat(suspects.get(1).culprit().tables().get(0).table()).hasToString("public.payment");
    }

    /** Images that are compressed so are not read: then nothing names the file that was rewritten. */
    @Test
    void aFileThatNothingNamesIsAGapAndNobodyIsAccused() throws Exception {
        assumeTrue(
                server.query("SELECT 'zstd' = ANY (enumvals) FROM pg_settings WHERE name = 'wal_compression'")
                        .equals("t"),
                "this build of PostgreSQL does not compress with zstd");
        server.execute("ALTER SYSTEM SET wal_compression = zstd", "SELECT pg_reload_conf()");
        beginWindow();
        server.execute(
                "DELETE FROM customers WHERE id > 3000", "VACUUM FULL customers", "VACUUM pg_class", "CHECKPOINT");
        CulpritSearch search = search();
        server.execute("ALTER SYSTEM RESET wal_compression", "SELECT pg_reload_conf()");
        assertThat(search.suspects()).isEmpty();
        assertThat(search.unnamed()).anySatisfy(gap -> {
            assertThat(gap.what()).startsWith("file ");
            assertThat(gap.deleted()).isEqualTo(2000);
        });
    }

    private CulpritSearch withBaseline(Map<String, Long> rows) throws Exception {
        Path dumps = Files.createDirectories(server.root().resolve("backups/logical"));
        Files.createDirectories(dumps.resolve("d1"));
        Path sidecar = dumps.resolve("d1.json");
        Instant at = begin.minusSeconds(60);
        Files.writeString(
                sidecar, Json.write(new LogicalBackup("d1", TestServer.DATABASE, at, at, 1, 15, "", rows, null)));
        try {
            return search();
        } finally {
            Files.delete(sidecar);
        }
    }

    private static long xidOf(String sql) throws Exception {
        try (var session = server.connect();
                var statement = session.createStatement()) {
            session.setAutoCommit(false);
            statement.execute(sql);
            long xid;
            try (var row = statement.executeQuery("SELECT txid_current()")) {
                row.next();
                xid = row.getLong(1);
            }
            session.commit();
            return xid;
        }
    }

    private CulpritSearch search() throws Exception {
        return searchIn(null);
    }

    /** @param alone the only folder with WAL; null for those of the server */
    private CulpritSearch searchIn(@Nullable Path alone) throws Exception {
        Context context = new Context(new FindCulprit.Request(begin, null, reported), alone);
        new FindCulpritTask().run(context);
        return Json.read(Json.write(Objects.requireNonNull(context.result)), CulpritSearch.class);
    }

    /** A job's folder, without the job. */
    private static final class Context implements WorkerContext {
        private final Object input;
        private final @Nullable Path alone;

        @Nullable
        Object result;

        Context(Object input, @Nullable Path alone) {
            this.input = input;
            this.alone = alone;
        }

        @Override
        public <T> T input(Class<T> type) {
            return Json.read(Json.write(input), type);
        }

        @Override
        public Target target() {
            return server.target();
        }

        @Override
        public Path bin() {
            return server.bin();
        }

        @Override
        public Path data() {
            return alone == null ? server.data() : alone;
        }

        @Override
        public Repository.Content repository() {
            return TestFolders.of(
                    alone == null ? server.archive() : alone, server.root().resolve("backups"));
        }

        @Override
        public Dumps dumps() {
            return new Dumps(server.root().resolve("backups"));
        }

        @Override
        public Path work() {
            return server.root().resolve("work");
        }

        @Override
        public void progress(long done, long total, String unit) {
            assertThat(done).isBetween(0L, total);
        }

        @Override
        public void result(Object document) {
            result = document;
        }
    }
}
