package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.incident.AdvancedSequences;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.operation.TestEvidence;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** Rows come from the server's own files and WAL alone; each case is also compared with what two stops tell. */
class ReadHeapIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery(TestServer.with().set("autovacuum", "off")).fromBothSources();
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    @Test
    void largeValuesComeWithTheirRows() {
        recovery.tables(
                "CREATE TABLE letters (id int PRIMARY KEY, short text, body text, seen bytea)",
                "ALTER TABLE letters ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO letters SELECT i, 'x' || i, repeat(md5(i::text), 400), decode(repeat(md5(i::text), 300), 'hex')"
                        + " FROM generate_series(1, 60) i");
        List<String> before = recovery.rows("letters");
        recovery.destroys("DELETE FROM letters WHERE id <= 20", "UPDATE letters SET body = 'lost' WHERE id > 50");
        comesBackAs(before, "letters");
    }

    @Test
    void largeValuesThatWerePrunedComeFromTheWal() {
        recovery.tables(
                "CREATE TABLE letters (id int PRIMARY KEY, body text)",
                "ALTER TABLE letters ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO letters SELECT i, repeat(md5(i::text), 400) FROM generate_series(1, 60) i");
        recovery.execute("CHECKPOINT");
        List<String> before = recovery.rows("letters");
        recovery.afterwards("VACUUM letters");
        recovery.destroys("DELETE FROM letters WHERE id <= 20", "UPDATE letters SET body = 'lost' WHERE id > 50");
        comesBackAs(before, "letters");
    }

    @Test
    void aRowThatOthersHeldLocksOnIsFound() {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY, name text)",
                "CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users)",
                "INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 300) i");
        List<String> before = recovery.rows("users");
        // Whoever adds a child holds a lock on its parent while the culprit changes it: the id is a group's then.
        recovery.whileOpen(
                List.of("INSERT INTO posts SELECT i, i FROM generate_series(1, 200) i"),
                () -> recovery.destroys("UPDATE users SET name = 'lost' WHERE id <= 250"));
        assertThat(recovery.difference("users").updated()).isEqualTo(250);
        assertThat(recovery.fromHeap.imaged())
                .as("rows that the file still had")
                .isZero();
        comesBackAs(before, "users");
    }

    @Test
    void rowsThatLaterWorkPrunedComeFromTheWal() {
        recovery.tables(
                "CREATE TABLE stock (id int PRIMARY KEY, n int, what text)",
                "INSERT INTO stock SELECT i, i, repeat('s', 100) FROM generate_series(1, 5000) i");
        recovery.execute("CHECKPOINT");
        List<String> before = recovery.rows("stock");
        // Other rows stand where the pruned ones stood.
        recovery.afterwards(
                "UPDATE stock SET n = n WHERE n = -1",
                "VACUUM stock",
                "INSERT INTO stock SELECT i, i, repeat('t', 100) FROM generate_series(6001, 13000) i",
                "DELETE FROM stock WHERE id > 6000");
        recovery.destroys("DELETE FROM stock WHERE id % 2 = 0", "UPDATE stock SET n = -1 WHERE id % 5 = 1");
        assertThat(recovery.fromHeap.imaged())
                .as("deleted, replaced and written rows")
                .isEqualTo(2500 + 500 + 500);
        comesBackAs(before, "stock");
    }

    @Test
    void aPageThatWasTouchedBetweenTheCheckpointAndTheLossIsFollowed() {
        recovery.tables(
                "CREATE TABLE stock (id int PRIMARY KEY, n int, what text) WITH (fillfactor = 50)",
                "INSERT INTO stock SELECT i, i, repeat('s', 100) FROM generate_series(1, 3000) i");
        recovery.execute(
                "CHECKPOINT",
                "UPDATE stock SET n = n + 1 WHERE id % 7 = 0",
                "INSERT INTO stock VALUES (9001, 1, 'new')");
        List<String> before = recovery.rows("stock");
        recovery.afterwards("UPDATE stock SET n = n WHERE id > 100", "VACUUM stock");
        recovery.destroys("UPDATE stock SET what = NULL WHERE id <= 100", "DELETE FROM stock WHERE id = 9001");
        comesBackAs(before, "stock");
    }

    /** Its first record has no image of it: it says that the page begins with it. */
    @Test
    void aPageThatIsNewSinceTheCheckpointIsFollowed() {
        recovery.tables("CREATE TABLE stock (id int PRIMARY KEY, n int, what text)");
        recovery.execute(
                "CHECKPOINT",
                "INSERT INTO stock SELECT i, i, repeat('s', 50) FROM generate_series(1, 500) i",
                "UPDATE stock SET n = -n WHERE id % 3 = 0");
        recovery.execute("VACUUM stock");
        List<String> before = recovery.rows("stock");
        recovery.afterwards("VACUUM stock");
        recovery.destroys("DELETE FROM stock WHERE id > 100");
        comesBackAs(before, "stock");
    }

    @Test
    void rowsThatNeitherHasAreTold() throws Exception {
        recovery.tables(
                "CREATE TABLE stock (id int PRIMARY KEY, n int)",
                "INSERT INTO stock SELECT i, i FROM generate_series(1, 1000) i");
        recovery.execute("CHECKPOINT", "UPDATE stock SET n = n + 1 WHERE id % 100 = 0");
        String images = recovery.query("SELECT pg_walfile_name(pg_switch_wal())");
        recovery.truncates("DELETE FROM stock WHERE id > 500");
        recovery.execute("VACUUM stock");
        Path archived = recovery.patient.server.archive().resolve(images);
        org.awaitility.Awaitility.await().until(() -> Files.exists(archived));
        Files.delete(archived);
        Files.delete(recovery.patient.server.data().resolve("pg_wal").resolve(images));

        List<String> mismatches = recovery.readHeap().tables().stream()
                .flatMap(table -> table.mismatches().stream())
                .toList();
        assertThat(mismatches)
                .contains("public.stock: 500 row versions that transaction " + recovery.culprit.xid()
                        + " ended or wrote are neither in the table's file nor in the WAL's page images");
    }

    /** What the transaction did there would be in no count either. */
    @Test
    void aHoleInTheTransactionsOwnWalIsNoSmallerLoss() throws Exception {
        recovery.tables("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT i FROM generate_series(1, 300) i");
        recovery.truncates(
                "DELETE FROM t WHERE id <= 100",
                "SELECT pg_switch_wal()",
                "DELETE FROM t WHERE id <= 200",
                "SELECT pg_switch_wal()",
                "DELETE FROM t");
        String middle = recovery.query("SELECT pg_walfile_name('" + recovery.culprit.firstLsn()
                + "'::pg_lsn + (pg_size_bytes(current_setting('wal_segment_size'))::text)::numeric)");
        Path archived = recovery.patient.server.archive().resolve(middle);
        org.awaitility.Awaitility.await().until(() -> Files.exists(archived));
        Files.delete(archived);
        Files.deleteIfExists(recovery.patient.server.data().resolve("pg_wal").resolve(middle));
        assertThatThrownBy(() -> recovery.readHeap())
                .hasMessageContaining("not all WAL of the transactions can be read")
                .hasMessageContaining(middle);
    }

    @Test
    void columnsThatCameOrWentKeepTheirRows() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY, gone text, n int)",
                "INSERT INTO t SELECT i, 'g', i FROM generate_series(1, 100) i",
                "ALTER TABLE t DROP COLUMN gone",
                "ALTER TABLE t ADD COLUMN made int DEFAULT 7",
                "INSERT INTO t SELECT i, i, i FROM generate_series(101, 200) i");
        List<String> before = recovery.rows("t");
        recovery.destroys("DELETE FROM t WHERE id % 2 = 0");
        comesBackAs(before, "t");
    }

    @Test
    void theCopyHasTheCatalogsOfOneDatabaseAndIsStartedOnce() throws Exception {
        recovery.tables("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT i FROM generate_series(1, 100) i");
        recovery.destroys("DELETE FROM t");
        Path data = recovery.patient.work.resolve("catalogs");
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        Patient.Ended again = recovery.patient.scriptAsServer("copy-catalogs.sh", java.util.Map.of());
        assertThat(again.code()).as(again.output()).isZero();
        assertThat(Files.readAllLines(data.resolve("postmaster.pid")).get(0)).isEqualTo(pid);
        try (Stream<Path> tables = Files.list(data.resolve("base"))) {
            assertThat(tables).hasSize(1);
        }
    }

    /** A row with a high number of its own came back, and must not draw the sequence there. */
    @Test
    void aSequenceStandsAsBeforeTheLossAlsoWhenItWasSetBack() {
        codes();
        recovery.destroys("DELETE FROM codes WHERE id > 20");
        assertThat(recovery.fromHeap.sequences()).containsEntry("public.codes_id_seq", 40L);
        recovery.merge(recovery.plan());
        assertThat(advanced()).isEqualTo(new AdvancedSequences(List.of(), List.of()));

        codes();
        recovery.destroys("DELETE FROM codes WHERE id > 20", "SELECT setval('codes_id_seq', 5)");
        long stood = Objects.requireNonNull(
                Objects.requireNonNull(recovery.fromHeap.sequences()).get("public.codes_id_seq"));
        assertThat(stood).isBetween(40L, 72L);
        recovery.merge(recovery.plan());
        assertThat(advanced().sequences())
                .containsExactly(new AdvancedSequences.Advanced("public.codes_id_seq", 5, stood));
    }

    /** As who empties a table and restarts its numbers does, in two statements. */
    @Test
    void aSequenceThatSomebodySetBackAfterTheLossStandsWhereItStood() {
        codes();
        recovery.afterwards("SELECT setval('codes_id_seq', 5)");
        recovery.destroys("DELETE FROM codes WHERE id > 20");
        assertThat(Objects.requireNonNull(
                        Objects.requireNonNull(recovery.fromHeap.sequences()).get("public.codes_id_seq")))
                .isBetween(40L, 72L);
    }

    /** Since 17; on the copy the table that it writes to has no file. */
    @Test
    void aTriggerOnEachLoginKeepsNobodyFromTheCopy() {
        try (RowRecovery other =
                new RowRecovery(TestServer.with().bin(Majors.bin(17)).set("autovacuum", "off")).fromBothSources()) {
            other.tables(
                    "CREATE TABLE logins (who text)",
                    "CREATE TABLE t (id int PRIMARY KEY, body text)",
                    "INSERT INTO t SELECT i, repeat(md5(i::text), 200) FROM generate_series(1, 100) i",
                    "CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN"
                            + " INSERT INTO public.logins VALUES (session_user); END$$",
                    "CREATE EVENT TRIGGER note ON login EXECUTE FUNCTION note()");
            other.truncates("DELETE FROM t WHERE id > 50");
            assertThat(other.readHeap().tables()).singleElement().satisfies(table -> {
                assertThat(table.deleted()).isEqualTo(50);
                assertThat(table.mismatches()).isEmpty();
            });
        }
    }

    /** Its former number is in a file that went with the transaction: a side instance tells it, where there is one. */
    @Test
    void aSequenceThatWasRestartedIsTold() {
        codes();
        recovery.truncates("DELETE FROM codes WHERE id > 20", "ALTER SEQUENCE codes_id_seq RESTART");
        RowDifference heap = recovery.readHeap();
        assertThat(heap.sequences()).doesNotContainKey("public.codes_id_seq");
        assertThat(heap.remarks())
                .containsExactly("Transaction " + recovery.culprit.xid()
                        + " wrote to the sequence public.codes_id_seq, and no WAL"
                        + " tells where it had stood: it may have been set back. Look at it after the recovery.");
        assertThatThrownBy(() -> recovery.readHeap(recovery.copyCatalogs(), true))
                .hasMessageContaining("it may have been set back")
                .hasMessageContaining("a side instance from a base backup tells it");
    }

    private static void codes() {
        recovery.tables(
                "CREATE TABLE codes (id serial PRIMARY KEY, name text)",
                "INSERT INTO codes (name) SELECT 'c' || i FROM generate_series(1, 40) i",
                "INSERT INTO codes VALUES (2147483600, 'other')");
    }

    private static AdvancedSequences advanced() {
        TestEvidence evidence = new TestEvidence();
        evidence.found(incident(), "readHeap", recovery.fromHeap);
        return new AdvanceSequences(evidence).advance(incident());
    }

    private static Incident incident() {
        return new Incident(
                RowRecovery.INCIDENT, recovery.patient.server.target(), Instant.EPOCH, "olga", Instant.EPOCH);
    }

    /** On each major with its own programs. */
    @ParameterizedTest
    @MethodSource("playbook.postgres.Majors#present")
    void everyMajorHasTheSame(int major) {
        try (RowRecovery other =
                new RowRecovery(TestServer.with().bin(Majors.bin(major)).set("autovacuum", "off")).fromBothSources()) {
            other.tables(
                    "CREATE TABLE stock (id int PRIMARY KEY, n int, what text, more text)",
                    "INSERT INTO stock SELECT i, i, repeat('s', 100), repeat(md5(i::text), 200) FROM generate_series(1, 800) i");
            other.execute("CHECKPOINT", "UPDATE stock SET n = n + 1 WHERE id % 7 = 0");
            List<String> before = other.rows("stock");
            other.afterwards("VACUUM stock");
            other.destroys("DELETE FROM stock WHERE id % 2 = 0", "UPDATE stock SET n = -1 WHERE id % 5 = 1");
            assertThat(other.mismatches()).isEmpty();
            other.merge(other.plan());
            assertThat(other.rows("stock")).isEqualTo(before);
        }
    }

    @Test
    void aTableInATablespaceOfItsOwnIsRead() {
        Path space = recovery.patient.server.folder("space");
        recovery.tables();
        recovery.execute("CREATE TABLESPACE apart LOCATION '" + space + "'");
        recovery.execute(
                "CREATE TABLE t (id int PRIMARY KEY, what text) TABLESPACE apart",
                "INSERT INTO t SELECT i, repeat(md5(i::text), 100) FROM generate_series(1, 300) i");
        List<String> before = recovery.rows("t");
        recovery.destroys("DELETE FROM t WHERE id > 100");
        comesBackAs(before, "t");
        recovery.execute("DROP TABLE t", "DROP TABLESPACE apart");
    }

    @Test
    void aDamagedPageIsTold() throws Exception {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT i FROM generate_series(1, 1000) i");
        recovery.truncates("DELETE FROM t WHERE id > 500");
        var copy = recovery.copyCatalogs();
        Path file = recovery.patient.server.data().resolve(recovery.query("SELECT pg_relation_filepath('t')"));
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), 2 * 8192 + 8000);
        }
        assertThatThrownBy(() -> recovery.readHeap(copy))
                .hasMessageContaining("page 2 of the file ")
                .hasMessageContaining("is damaged: its checksum does not fit");
    }

    @Test
    void whatCannotBeReadThisWayIsRefusedWithItsName() {
        recovery.tables("CREATE UNLOGGED TABLE u (id int PRIMARY KEY)", "CREATE TABLE t (id int PRIMARY KEY)");
        recovery.execute("INSERT INTO t VALUES (1)");
        recovery.truncates("DELETE FROM t");
        recovery.culprit = recovery.with("u");
        assertThatThrownBy(() -> recovery.readHeap())
                .hasMessageContaining(
                        "the dead rows of public.u can't be read: its rows are not kept as those of an ordinary");
    }

    private static void comesBackAs(List<String> before, String... tables) {
        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        recovery.merge(plan);
        assertThat(recovery.rows(tables)).isEqualTo(before);
    }
}
