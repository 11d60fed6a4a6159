package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.TableChange;

/** The WAL tells row versions, the comparison finds rows: both must speak of the same, and must still be able to differ. */
class NetEffectIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery().fromBothSources();
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    @Test
    void aRowChangedTwiceIsOneRow() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys("UPDATE stock SET n = 0 WHERE id <= 500", "UPDATE stock SET seen = now() WHERE id <= 500");
        assertThat(recovery.culprit.tables()).extracting(TableChange::rows).containsExactly(500L);
        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "stock").toUpdate()).isEqualTo(500);
        recovery.merge(plan);
        assertThat(recovery.rows("stock")).isEqualTo(before);
    }

    @Test
    void aCounterKeptByATriggerIsSetBackWithItsRows() {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY, posts int DEFAULT 0)",
                "CREATE TABLE posts (id int PRIMARY KEY, user_id int)",
                "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                        + " UPDATE users SET posts = posts + 1 WHERE TG_OP = 'INSERT' AND id = NEW.user_id;"
                        + " UPDATE users SET posts = posts - 1 WHERE TG_OP = 'DELETE' AND id = OLD.user_id;"
                        + " RETURN NULL; END$$",
                "CREATE TRIGGER counted AFTER INSERT OR DELETE ON posts FOR EACH ROW EXECUTE FUNCTION counted()",
                "INSERT INTO users SELECT generate_series(1, 10)",
                "INSERT INTO posts SELECT i, 1 + i % 10 FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("users", "posts");
        recovery.destroys("DELETE FROM posts WHERE id > 50");
        comesBackAs(before, "users", "posts");
    }

    @Test
    void insertedChangedAndDeletedInOneTransactionIsNothing() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "INSERT INTO stock SELECT i, i FROM generate_series(2001, 2100) i",
                "UPDATE stock SET n = 1 WHERE id > 2000",
                "UPDATE stock SET n = 2 WHERE id BETWEEN 901 AND 950",
                "DELETE FROM stock WHERE id > 2000",
                "DELETE FROM stock WHERE id BETWEEN 901 AND 920");
        comesBackAs(before, "stock");
    }

    @Test
    void deletedAndInsertedAgainIsAChange() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "DELETE FROM stock WHERE id <= 100", "INSERT INTO stock SELECT i, -i FROM generate_series(1, 60) i");
        assertThat(recovery.difference("stock").updated()).isEqualTo(60);
        comesBackAs(before, "stock");
    }

    @Test
    void savepointsThatWereRolledBackDoNotCount() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "UPDATE stock SET n = 0 WHERE id <= 10",
                "SAVEPOINT a",
                "UPDATE stock SET n = 1 WHERE id <= 20",
                "ROLLBACK TO a",
                "SAVEPOINT b",
                "UPDATE stock SET n = 2 WHERE id <= 15",
                "DELETE FROM stock WHERE id <= 5",
                "RELEASE b");
        assertThat(recovery.culprit.tables()).extracting(TableChange::rows).containsExactly(10L, 5L);
        comesBackAs(before, "stock");
    }

    @Test
    void copiedRowsThatAreChangedAndRemovedAgainDoNotCount() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "INSERT INTO stock SELECT i FROM generate_series(5001, 9000) i",
                "DELETE FROM stock WHERE id % 2 = 0 AND id > 5000 OR id = 7",
                "DELETE FROM stock WHERE id > 5000");
        assertThat(recovery.culprit.tables()).extracting(TableChange::rows).containsExactly(1L);
        comesBackAs(before, "stock");
    }

    @Test
    void rowsWithoutKeyAreToldByAllTheirValues() {
        recovery.tables(
                "CREATE TABLE log (what text, n int)",
                "INSERT INTO log SELECT 'x', i % 10 FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("log");
        recovery.destroys("DELETE FROM log WHERE n = 3", "INSERT INTO log VALUES ('x', 4), ('x', 4), ('y', 1)");
        assertThat(recovery.mismatches()).isEmpty();
        assertThat(recovery.difference("log").deleted()).isEqualTo(10);
        assertThat(recovery.difference("log").inserted()).isEqualTo(3);
        assertThat(before).hasSize(100);
    }

    @Test
    void aStatementThatDeletesChangesAndInsertsIsUndoneInAllItsParts() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "MERGE INTO stock s USING (SELECT generate_series(900, 1100) AS id) x ON s.id = x.id WHEN MATCHED"
                        + " AND s.id < 950 THEN DELETE WHEN MATCHED THEN UPDATE SET n = -1 WHEN NOT MATCHED THEN INSERT VALUES"
                        + " (x.id, 0, now())");
        assertThat(recovery.culprit.tables()).extracting(TableChange::rows).containsExactly(51L, 50L, 100L);
        comesBackAs(before, "stock");
    }

    @Test
    void rowsThatWereInsertedOrElseChangedGoBack() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "INSERT INTO stock SELECT i, -i FROM generate_series(900, 1100) i ON CONFLICT (id) DO UPDATE SET n ="
                        + " excluded.n",
                "INSERT INTO stock SELECT i, -i FROM generate_series(1000, 1200) i ON CONFLICT DO NOTHING",
                "INSERT INTO stock SELECT i, -i FROM generate_series(1, 3) i ON CONFLICT (id) DO UPDATE SET n = stock.n");
        comesBackAs(before, "stock");
    }

    @Test
    void exchangedKeysAreTwoChangedRows() {
        stock();
        List<String> before = recovery.rows("stock");
        recovery.destroys(
                "UPDATE stock SET id = -1 WHERE id = 1",
                "UPDATE stock SET id = 1 WHERE id = 2",
                "UPDATE stock SET id = 2 WHERE id = -1");
        assertThat(recovery.difference("stock").updated()).isEqualTo(2);
        comesBackAs(before, "stock");
    }

    @Test
    void rowsThatMovedToAnotherPartitionAndBackGoBack() {
        recovery.tables(
                "CREATE TABLE events (id int, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                "CREATE TABLE events_26 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "INSERT INTO events SELECT i, '2025-01-01'::date + i % 300, 'e' FROM generate_series(1, 1000) i");
        List<String> before = recovery.rows("events_25", "events_26");
        recovery.destroys(
                "UPDATE events SET day = '2026-03-01' WHERE id <= 400",
                "UPDATE events SET day = '2025-01-01', note = 'b' WHERE id <= 300",
                "DELETE FROM events WHERE id BETWEEN 350 AND 360");
        comesBackAs(before, "events_25", "events_26");
    }

    @Test
    void aKeyThatIsCheckedAtTheEndOnlyIsNoKeyAndItsRowsGoBack() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY DEFERRABLE, v text)",
                "INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("t");
        recovery.destroys("UPDATE t SET id = 101 - id");
        comesBackAs(before, "t");
    }

    @Test
    void anIdentityThatIsNoKeyAndWhatIsGeneratedGoBack() {
        recovery.tables(
                "CREATE TABLE t (code text PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, size int, twice int GENERATED"
                        + " ALWAYS AS (size * 2) STORED)",
                "INSERT INTO t (code, size) SELECT 'c' || i, i FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("t");
        recovery.destroys(
                "UPDATE t SET n = DEFAULT, size = size + 1000 WHERE size < 50", "DELETE FROM t WHERE size = 60");
        comesBackAs(before, "t");
    }

    @Test
    void valuesOfAllKindsOfTypesGoBack() {
        recovery.tables(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE DOMAIN short AS text CHECK (length(value) < 9)",
                "CREATE TABLE t (id uuid PRIMARY KEY, j json, b bytea, f float8, m mood, p pair, a short[], i interval, r"
                        + " tstzrange, x xml, money money, reg regclass, bits bit(3), pt point, big text)",
                "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
                "INSERT INTO t SELECT gen_random_uuid(), '{\"a\" : 1}', '\\x00ff', 0.1 + i / 3.0, 'sad', (i, E'tab\\t, \"q\" \\\\"
                        + " n\\n')::pair, ARRAY['x', NULL], '1 mon -3 days', tstzrange(now(), NULL), '<a/>', 12.5, 't',"
                        + " B'101', point(i, 0.1), repeat('x' || i, 3000) FROM generate_series(1, 20) i");
        List<String> before = recovery.rows("t");
        recovery.destroys(
                "UPDATE t SET j = '{}', b = NULL, f = 0, m = 'ok', p = NULL, a = '{}', i = '0', r = 'empty', x = '<b/>', money"
                        + " = 0, reg = NULL, bits = B'000', pt = '(0,0)', big = NULL",
                "DELETE FROM t WHERE id IN (SELECT id FROM t LIMIT 5)");
        comesBackAs(before, "t");
    }

    @Test
    void aRowThatIsMissingFromTheComparisonIsStillTold() {
        stock();
        recovery.destroys("UPDATE stock SET n = 0 WHERE id <= 500", "UPDATE stock SET seen = now() WHERE id <= 500");
        Culprit told = recovery.culprit;
        recovery.culprit = withOneRowMore(told);
        RowDifference wrong = recovery.compareAgain();
        assertThat(wrong.tables().get(0).mismatches())
                .containsExactly(
                        "public.stock: the WAL tells of 501 rows inserted or updated, the comparison found 500",
                        "public.stock: the WAL tells of 501 rows updated, the comparison found 500");
    }

    private static Culprit withOneRowMore(Culprit told) {
        TableChange change = told.tables().get(0);
        return new Culprit(
                told.xid(),
                told.subtransactions(),
                told.firstLsn(),
                told.commitLsn(),
                told.endLsn(),
                told.timeline(),
                told.committedAt(),
                List.of(new TableChange(change.table(), change.oid(), change.operation(), change.rows() + 1)));
    }

    private static void stock() {
        recovery.tables(
                "CREATE TABLE stock (id int PRIMARY KEY, n int, seen timestamptz)",
                "INSERT INTO stock SELECT i, i FROM generate_series(1, 1000) i");
    }

    private static void comesBackAs(List<String> before, String... tables) {
        assertThat(recovery.mismatches()).isEmpty();
        recovery.merge(recovery.plan());
        assertThat(recovery.rows(tables)).isEqualTo(before);
    }
}
