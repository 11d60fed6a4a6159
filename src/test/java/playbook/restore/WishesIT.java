package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.HintedException;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowTotals;

/** A person may want less than the whole effect back; what is planned, merged and told is then exactly that. */
class WishesIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery();
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    /** HC-4: 138 of 1 000 rows are deleted and 659 wrong ones added. */
    private static void filmsAreReplaced() {
        recovery.tables(
                "CREATE TABLE film (id int PRIMARY KEY, title text)",
                "INSERT INTO film SELECT i, 'f' || i FROM generate_series(1, 1000) i");
        recovery.destroys(
                "DELETE FROM film WHERE id <= 138",
                "INSERT INTO film SELECT i, 'wrong' FROM generate_series(5001, 5659) i");
    }

    @Test
    void whatWasAddedGoesOrStaysAsChosenAndIsCountedAsItHappened() {
        filmsAreReplaced();
        RecoveryPlan taking = recovery.plan();
        RecoveryPlan keeping = recovery.planKeepingAdded();
        assertThat(keeping.hash()).as("another plan needs another approval").isNotEqualTo(taking.hash());

        MergeResult kept = recovery.merge(keeping);
        assertThat(recovery.query(
                        "SELECT count(*) FILTER (WHERE id <= 1000) || ' ' || count(*) FILTER (WHERE id > 5000)"
                                + " FROM film"))
                .isEqualTo("1000 659");
        assertThat(RowTotals.of(recovery.culprit, keeping, kept)).isEqualTo(new RowTotals(138, 138, 0, 0, 0, 0, 659));
        recovery.undo(keeping);

        RecoveryPlan again = recovery.plan();
        MergeResult taken = recovery.merge(again);
        assertThat(recovery.query(
                        "SELECT count(*) FILTER (WHERE id <= 1000) || ' ' || count(*) FILTER (WHERE id > 5000)"
                                + " FROM film"))
                .isEqualTo("1000 0");
        assertThat(RowTotals.of(recovery.culprit, again, taken)).isEqualTo(new RowTotals(138, 138, 0, 0, 0, 659, 0));
    }

    @Test
    void namedRowsStayAsTheyAreAndAllOthersComeBack() {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, n int)",
                "CREATE TABLE orders (shop text, number int, user_id int REFERENCES users ON DELETE CASCADE, PRIMARY KEY"
                        + " (shop, number))",
                "CREATE TABLE notes (text text)",
                "INSERT INTO users SELECT i, 'u' || i, i FROM generate_series(1, 20) i",
                "INSERT INTO orders SELECT 'a; b', i, 1 + i % 20 FROM generate_series(1, 60) i",
                "INSERT INTO notes SELECT 'n' || i / 2 FROM generate_series(1, 20) i");
        recovery.destroys(
                "DELETE FROM users WHERE id > 10",
                "UPDATE users SET n = 0",
                "INSERT INTO users VALUES (100, 'x', 1), (101, 'y', 1)",
                "DELETE FROM notes");
        recovery.execute("INSERT INTO users VALUES (200, 'u20', 1)");
        RecoveryPlan whole = recovery.plan();
        RecoveryPlan plan =
                recovery.plan(false, "users 15", "users 3", "users 100", "users 20", "orders a; b, 10", "notes (n5)");

        TablePlan users = RowRecovery.table(plan, "users");
        assertThat(users.conflicts())
                .containsExactlyInAnyOrder(new Listed("LEFT_OUT", 4, List.of("100", "15", "20", "3")));
        assertThat(RowRecovery.table(plan, "orders").conflicts())
                .containsExactlyInAnyOrder(
                        new Listed("LEFT_OUT", 1, List.of("a; b, 10")),
                        new Listed(
                                "PARENT_GONE",
                                6,
                                List.of("a; b, 14", "a; b, 19", "a; b, 34", "a; b, 39", "a; b, 54", "a; b, 59")));
        assertThat(RowRecovery.table(plan, "notes").conflicts())
                .containsExactly(new Listed("LEFT_OUT", 2, List.of("(n5)", "(n5)")));
        assertThat(plan.hash()).isNotEqualTo(whole.hash());
        assertThat(plan.statementsSha256()).isEqualTo(whole.statementsSha256());

        List<String> damaged = recovery.rows("users", "orders", "notes");
        MergeResult merged = recovery.merge(plan);
        assertThat(recovery.column("SELECT id FROM users WHERE id IN (15, 20, 100, 101) ORDER BY 1"))
                .containsExactly("100");
        assertThat(recovery.query("SELECT n FROM users WHERE id = 3")).isEqualTo("0");
        assertThat(recovery.query("SELECT count(*) FROM users WHERE n = id AND id <= 20"))
                .isEqualTo("17");
        assertThat(recovery.query("SELECT count(*) FROM orders")).isEqualTo("53");
        assertThat(recovery.query("SELECT count(*) FROM notes")).isEqualTo("18");
        // 8 users, 23 orders and 18 notes are inserted, 9 users are set back.
        assertThat(RowTotals.of(recovery.culprit, plan, merged))
                .extracting(RowTotals::recovered, RowTotals::removed, RowTotals::conflicts, RowTotals::wished)
                .containsExactly(58L, 1L, 6L, 7L);
        recovery.undo(plan);
        assertThat(recovery.rows("users", "orders", "notes")).isEqualTo(damaged);
    }

    @Test
    void aRowThatIsNoneOfThisLossIsRefused() {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY, email text)",
                "CREATE TABLE others (id int PRIMARY KEY)",
                "INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 20) i");
        recovery.destroys("DELETE FROM users WHERE id > 10");
        assertThatThrownBy(() -> recovery.plan(false, "users 5", "users 11", "others 1"))
                .isInstanceOf(HintedException.class)
                .hasMessage("rows were named to stay as they are that do not belong to this loss: others: 1;"
                        + " users: 5. Nothing"
                        + " was changed.\nHINT: answer \"Choose another way back\": the question comes again, and"
                        + " the rows can be named anew. Their keys are written like these: users: 11; users: 12; users:"
                        + " 13.");
    }

    /** Both sides of a moved row are found by hash, not each by each. */
    @Test
    void manyAddedRowsThatStayCostNoMoreThanTheyAre() {
        recovery.tables(
                "CREATE TABLE film (id int PRIMARY KEY, title text)",
                "INSERT INTO film SELECT i, 'f' || i FROM generate_series(1, 30000) i");
        recovery.destroys("UPDATE film SET id = id + 100000");
        long from = System.nanoTime();
        RecoveryPlan plan = recovery.planKeepingAdded();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
        assertThat(RowRecovery.table(plan, "film").conflicts())
                .extracting(Listed::kind, Listed::count)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("ADDED_KEPT", 30000L),
                        org.assertj.core.groups.Tuple.tuple("KEY_CHANGED_LATER", 30000L));
    }
}
