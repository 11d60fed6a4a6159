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
        recovery = new RowRecovery();
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
