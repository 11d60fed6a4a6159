package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** The WAL of a real PostgreSQL 15, read and compared with what was done and with pg_waldump. */
class WalTransactionsIT {

    private static TestServer server;
    private Lsn before;

    @BeforeAll
    static void start() {
        server = TestServer.with().archive().set("autovacuum", "off").start();
        server.execute(
                "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, note text)",
                "INSERT INTO users (email, note) SELECT 'u' || i, repeat('x', 50) FROM generate_series(1, 20000) AS i",
                "CREATE TABLE moves (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE moves_1 PARTITION OF moves FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
                "CREATE TABLE moves_2 PARTITION OF moves FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
                "INSERT INTO moves SELECT i, '2026-01-05' FROM generate_series(1, 1000) AS i",
                "CREATE TABLE papers (id int PRIMARY KEY, body text)",
                "ALTER TABLE papers ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO papers SELECT i, repeat('abcdefgh', 2000) FROM generate_series(1, 200) AS i",
                "CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM users");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void remember() {
        server.execute("CHECKPOINT");
        before = here();
    }

    @Test
    void aDeleteWithSavepointsIsOneTransactionAndWhatWasRolledBackIsNotCounted() throws Exception {
        try (Connection session = server.connect()) {
            session.setAutoCommit(false);
            run(session, "DELETE FROM users WHERE id <= 100");
            run(session, "SAVEPOINT a", "DELETE FROM users WHERE id BETWEEN 101 AND 400", "RELEASE a");
            run(session, "SAVEPOINT b", "DELETE FROM users WHERE id BETWEEN 401 AND 900", "ROLLBACK TO b");
            run(session, "SAVEPOINT c", "UPDATE users SET note = 'c' WHERE id BETWEEN 401 AND 450", "RELEASE c");
            session.commit();
        }
        WalTransaction found = onlyDestroyer();
        assertThat(changes(found))
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(
                        tuple("public.users", Operation.DELETE, 400L), tuple("public.users", Operation.UPDATE, 50L));
        // a, c, and b, which is open again below c after its rollback.
        assertThat(found.subtransactions()).hasSize(3);
    }

    @Test
    void aRolledBackTransactionIsNotTold() throws Exception {
        try (Connection session = server.connect()) {
            session.setAutoCommit(false);
            run(session, "DELETE FROM users WHERE id BETWEEN 5000 AND 5100");
            session.rollback();
        }
        assertThat(destroyers()).isEmpty();
    }

    @Test
    void aPreparedTransactionCountsWhenItIsCommitted() {
        server.execute("BEGIN; DELETE FROM users WHERE id BETWEEN 1000 AND 1009; PREPARE TRANSACTION 'p'");
        assertThat(destroyers()).isEmpty();
        server.execute("COMMIT PREPARED 'p'");
        assertThat(changes(onlyDestroyer()))
                .extracting(TableChange::operation, TableChange::rows)
                .containsExactly(tuple(Operation.DELETE, 10L));
    }

    @Test
    void copiedRowsAreCountedAndToastedValuesAreNotRows() {
        server.execute("INSERT INTO users (email) SELECT 'n' || i FROM generate_series(1, 777) AS i");
        server.execute("CREATE TABLE copied AS SELECT id, email FROM users WHERE id > 19000");
        server.execute("DELETE FROM papers WHERE id <= 70");
        long copied = Long.parseLong(server.query("SELECT count(*) FROM copied"));
        assertThat(all().stream().flatMap(transaction -> changes(transaction).stream()))
                .extracting(change -> change.table().name(), TableChange::operation, TableChange::rows)
                .contains(tuple("users", Operation.INSERT, 777L))
                .contains(tuple("copied", Operation.INSERT, copied))
                .contains(tuple("papers", Operation.DELETE, 70L))
                .doesNotContain(tuple("papers", Operation.DELETE, 70L * 9));
        server.execute("DROP TABLE copied");
    }

    @Test
    void aRowThatMovesToAnotherPartitionIsAnUpdate() {
        server.execute("UPDATE moves SET day = '2026-02-05' WHERE id <= 30");
        assertThat(changes(onlyDestroyer()))
                .extracting(change -> change.table().name(), TableChange::operation, TableChange::rows)
                .containsExactly(tuple("moves_1", Operation.UPDATE, 30L), tuple("moves_2", Operation.INSERT, 30L));
    }

    @Test
    void truncateAndDropAreToldWithTheirNames() {
        server.execute(
                "CREATE TABLE first (id int PRIMARY KEY, t text)",
                "CREATE TABLE second (id int PRIMARY KEY, t text)",
                "INSERT INTO first SELECT i, 'x' FROM generate_series(1, 500) AS i",
                "INSERT INTO second SELECT i, 'x' FROM generate_series(1, 500) AS i",
                "CHECKPOINT",
                "TRUNCATE first",
                "DROP TABLE second",
                "CHECKPOINT",
                "TRUNCATE first",
                "DROP TABLE first");
        assertThat(destroyers().stream().flatMap(transaction -> changes(transaction).stream()))
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(
                        tuple("public.first", Operation.TRUNCATE, -1L),
                        tuple("public.second", Operation.DROP, -1L),
                        tuple("public.first", Operation.TRUNCATE, -1L),
                        tuple("public.first", Operation.DROP, -1L));
    }

    @Test
    void aTableTruncatedAndLoadedAgainInOneTransactionIsALoss() {
        server.execute(
                "CREATE TABLE reload (id int PRIMARY KEY)",
                "INSERT INTO reload SELECT generate_series(1, 500)",
                "BEGIN; TRUNCATE reload; INSERT INTO reload SELECT generate_series(1, 3); COMMIT");
        assertThat(changes(onlyDestroyer()))
                .extracting(TableChange::operation, TableChange::rows)
                .containsExactly(tuple(Operation.TRUNCATE, -1L), tuple(Operation.INSERT, 3L));
        server.execute("DROP TABLE reload");
    }

    @Test
    void rewritesIndexesRefreshesAndTemporaryTablesAreNoLoss() {
        server.execute(
                "CREATE TABLE kept (id int PRIMARY KEY, t text)",
                "INSERT INTO kept SELECT i, repeat('y', 100) FROM generate_series(1, 2000) AS i",
                "CREATE INDEX kept_t ON kept (t)",
                "VACUUM FULL kept",
                "CLUSTER kept USING kept_pkey",
                "ALTER TABLE kept ALTER id TYPE bigint",
                "REINDEX TABLE kept",
                "DROP INDEX kept_t",
                "REFRESH MATERIALIZED VIEW summary",
                "CREATE TEMPORARY TABLE passing AS SELECT * FROM kept; DELETE FROM passing; TRUNCATE passing; DROP TABLE passing",
                "BEGIN; CREATE TABLE short (id int); INSERT INTO short VALUES (1); TRUNCATE short; DROP TABLE short; COMMIT",
                "VACUUM kept",
                "CHECKPOINT");
        assertThat(destroyers().stream().map(this::changes)).isEmpty();
        server.execute("DROP TABLE kept");
    }

    @Test
    void anotherDatabasesRowsAreNotOurs() throws Exception {
        try (Connection session = server.tryConnect("postgres", "postgres")) {
            run(session, "CREATE TABLE elsewhere AS SELECT generate_series(1, 1000) AS id", "DELETE FROM elsewhere");
            run(session, "DROP TABLE elsewhere");
        }
        assertThat(destroyers()).isEmpty();
    }

    @Test
    void everyRecordIsTheOneThatPgWaldumpShows() throws Exception {
        server.execute(
                "UPDATE users SET note = repeat('z', 60) WHERE id % 3 = 0",
                "INSERT INTO papers SELECT i, repeat('12345678', 3000) FROM generate_series(1001, 1100) AS i",
                "SELECT pg_switch_wal()",
                "UPDATE users SET email = email || '!' WHERE id % 5 = 0");
        Lsn until = here();
        String text = server.asPostgres(
                server.bin().resolve("pg_waldump").toString(),
                "-p",
                server.data().resolve("pg_wal").toString(),
                "-s",
                before.toString(),
                "-e",
                until.toString());
        Matcher line =
                Pattern.compile("tx: +(\\d+), lsn: ([0-9A-F]+/[0-9A-F]+)").matcher(text);
        List<String> expected = new ArrayList<>();
        while (line.find()) {
            expected.add(line.group(1) + " " + Lsn.parse(line.group(2)));
        }
        List<String> read = new ArrayList<>();
        try (WalReader reader = reader(until)) {
            while (reader.next()) {
                assertThat(reader.record().decode()).isTrue();
                read.add(reader.record().xid() + " " + reader.record().lsn());
            }
            assertThat(reader.gaps()).isEmpty();
        }
        assertThat(expected).hasSizeGreaterThan(10_000);
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void aFlippedByteAndAMissingSegmentAreToldAndWhatFollowsIsStillRead() throws Exception {
        server.execute(
                "SELECT pg_switch_wal()",
                "UPDATE users SET note = repeat('a', 400)",
                "UPDATE users SET note = repeat('b', 400)",
                "UPDATE users SET note = repeat('c', 400)",
                "DELETE FROM papers WHERE id = 200");
        Lsn until = here();
        Path folder = server.folder("damaged");
        List<Path> segments;
        try (var files = Files.list(server.data().resolve("pg_wal"))) {
            segments = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}"))
                    .filter(file -> file.getFileName().toString().compareTo(before.segment(1, 16 << 20)) >= 0)
                    .sorted()
                    .toList();
        }
        for (Path segment : segments) {
            Files.copy(segment, folder.resolve(segment.getFileName()));
        }
        Lsn flippedAt = new Lsn((before.value() & -(16L << 20)) + (16 << 20) + 5_000_000);
        Path flipped = folder.resolve(flippedAt.segment(1, 16 << 20));
        byte[] bytes = Files.readAllBytes(flipped);
        bytes[5_000_000] ^= 1;
        Files.write(flipped, bytes);
        String missing = flippedAt.plus(16 << 20).segment(1, 16 << 20);
        assertThat(missing).isLessThan(until.segment(1, 16 << 20));
        Files.delete(folder.resolve(missing));

        List<WalTransaction> found = new ArrayList<>();
        try (WalSource source = new WalFolder(folder);
                WalReader reader = new WalReader(source, WalHistory.of(source, 1), before, until);
                Connection connection = server.connect()) {
            WalRelations relations = WalRelations.load(connection);
            new WalTransactions(reader, relations.database(), found::add).readAll(position -> {});
            assertThat(reader.gaps()).hasSize(2);
            assertThat(reader.gaps().get(0).what())
                    .isEqualTo("segment " + flipped.getFileName() + ": the record's checksum is wrong");
            assertThat(reader.gaps().get(0).from().bytesTo(flippedAt)).isBetween(0L, 8192L);
            assertThat(reader.gaps().get(1).what()).isEqualTo("segment " + missing + " is missing");
            assertThat(reader.end().reached()).isTrue();
        }
        assertThat(changes(found.get(found.size() - 1)))
                .extracting(TableChange::operation, TableChange::rows)
                .containsExactly(tuple(Operation.DELETE, 1L));
    }

    @Test
    void theServerTellsOfASegmentWhatItsFolderTells() throws Exception {
        String segment = here().segment(1, 16 << 20);
        String absent = new Lsn(1L << 60).segment(1, 16 << 20);
        try (Connection superuser = server.connect();
                WalSource asked = new WalOverJdbc(superuser);
                WalSource folder = new WalFolder(server.data().resolve("pg_wal"))) {
            assertThat(asked.size(segment)).isEqualTo(folder.size(segment)).isEqualTo(16 << 20);
            assertThat(asked.size(absent)).isEqualTo(folder.size(absent)).isEqualTo(-1);
            assertThat(WalSegmentHeader.read(asked, segment))
                    .isEqualTo(WalSegmentHeader.read(folder, segment))
                    .hasValueSatisfying(header -> assertThat(header.systemIdentifier())
                            .isEqualTo(server.query("SELECT system_identifier FROM pg_control_system()")));
            assertThat(WalSegmentHeader.read(asked, absent)).isEmpty();
        }
    }

    @Test
    void aSegmentThatIsStillBeingWrittenEndsWhereTheServerStands() throws Exception {
        server.execute("INSERT INTO users (email) VALUES ('last')");
        Lsn flushed = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
        try (WalReader reader = reader(new Lsn(Long.MAX_VALUE))) {
            while (reader.next()) {
                // to the end
            }
            assertThat(reader.gaps()).isEmpty();
            assertThat(reader.end().reached()).isFalse();
            assertThat(reader.end().at()).isGreaterThanOrEqualTo(flushed);
        }
    }

    @Test
    void anEndWithinARecordWhoseRestIsNotWrittenYetIsNoGap() throws Exception {
        server.execute("INSERT INTO papers SELECT i, repeat('q', 9000) FROM generate_series(5001, 5010) AS i");
        long page = 0;
        try (WalReader reader = reader(here())) {
            while (page == 0 && reader.next()) {
                long next = (reader.record().lsn().value() & -8192L) + 8192;
                page = reader.record().endLsn().value() > next + 64 ? next : 0;
            }
        }
        Path folder = server.folder("unwritten");
        Lsn until = new Lsn(page);
        String segment = until.segment(1, 16 << 20);
        byte[] bytes = Files.readAllBytes(server.data().resolve("pg_wal").resolve(segment));
        java.util.Arrays.fill(bytes, (int) (page & ((16 << 20) - 1)), bytes.length, (byte) 0);
        Files.write(folder.resolve(segment), bytes);
        try (WalSource source = new WalSources(
                        new WalFolder(folder), new WalFolder(server.data().resolve("pg_wal")));
                WalReader reader = new WalReader(source, WalHistory.of(source, 1), before, until)) {
            while (reader.next()) {
                // to the end
            }
            assertThat(reader.gaps()).isEmpty();
            assertThat(reader.end().reached()).isTrue();
        }
    }

    @Test
    void aForeignTransactionBetweenTwoPositionsIsSeenAndOursIsNot() throws Exception {
        try (Connection ours = server.connect("recovery")) {
            Lsn from = here();
            ours.setAutoCommit(false);
            run(ours, "DELETE FROM users WHERE id = 11000");
            long own = xid(ours);
            ours.commit();
            Lsn middle = here();
            ours.setAutoCommit(true);
            long started = System.nanoTime();
            assertThat(ForeignWrites.between(ours, from, middle, Set.of(own))).isEmpty();
            assertThat((System.nanoTime() - started) / 1_000_000).isLessThan(300);
            long foreign;
            try (Connection other = server.connect()) {
                other.setAutoCommit(false);
                run(other, "DELETE FROM users WHERE id = 11001");
                foreign = xid(other);
                other.commit();
            }
            assertThat(ForeignWrites.between(ours, from, here(), Set.of(own))).containsExactly(foreign);
        }
    }

    private static long xid(Connection session) throws SQLException {
        try (var statement = session.createStatement();
                var row = statement.executeQuery("SELECT txid_current()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (var statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Lsn here() {
        return Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
    }

    private WalReader reader(Lsn until) throws IOException {
        WalSource source = new WalSources(
                new WalFolder(server.archive()), new WalFolder(server.data().resolve("pg_wal")));
        return new WalReader(source, WalHistory.of(source, 1), before, until);
    }

    private List<WalTransaction> all() {
        List<WalTransaction> found = new ArrayList<>();
        try (Connection connection = server.connect();
                WalReader reader = reader(here())) {
            WalRelations relations = WalRelations.load(connection);
            new WalTransactions(reader, relations, found::add).readAll(position -> {});
            assertThat(reader.gaps()).isEmpty();
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private List<WalTransaction> destroyers() {
        return all().stream()
                .filter(transaction ->
                        changes(transaction).stream().anyMatch(change -> change.operation() != Operation.INSERT))
                .toList();
    }

    private WalTransaction onlyDestroyer() {
        List<WalTransaction> found = destroyers();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<TableChange> changes(WalTransaction transaction) {
        try (Connection connection = server.connect()) {
            return WalRelations.load(connection).changes(transaction);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
