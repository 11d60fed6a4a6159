package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.postgres.Majors;
import playbook.postgres.TestServer;

/** What version 18 brought: keys of which one column is a period, generated columns that are nowhere stored, and more. */
class Postgres18KeysIT {

    private static final String ROOMS =
            "CREATE TABLE rooms (id int, during int4range, price int, PRIMARY KEY (id, during WITHOUT OVERLAPS))";
    private static final String STAYS = "CREATE TABLE stays (id int PRIMARY KEY, room int, during int4range, CONSTRAINT"
            + " stays_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during))";
    /** Ten rooms with ten periods each, one after the other. */
    private static final String FILLED = "INSERT INTO rooms SELECT r, int4range(i * 10, i * 10 + 10), 100 * r + i"
            + " FROM generate_series(1, 10) r, generate_series(0, 9) i";

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery(TestServer.with().bin(Majors.bin(18)));
        recovery.execute("CREATE EXTENSION btree_gist WITH SCHEMA pg_catalog");
    }

    @AfterAll
    static void stop() {
        if (recovery != null) {
            recovery.close();
        }
    }

    @Test
    void rowsOfATableWhoseKeyHasAPeriodComeBack() {
        recovery.tables(ROOMS, FILLED);
        List<String> before = recovery.rows("rooms");
        recovery.destroys("DELETE FROM rooms WHERE upper(during) > 40", "UPDATE rooms SET price = 0");
        assertThat(recovery.mismatches()).isEmpty();
        assertThat(recovery.difference("rooms").key()).containsExactly("id", "during");
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.warnings()).isEmpty();
        assertThat(RowRecovery.table(plan, "rooms"))
                .extracting(TablePlan::toInsert, TablePlan::toUpdate, TablePlan::conflicts)
                .containsExactly(60L, 40L, List.of());
        List<String> damaged = recovery.rows("rooms");
        recovery.merge(plan);
        assertThat(recovery.rows("rooms")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("rooms")).isEqualTo(damaged);
    }

    @Test
    void aPeriodThatWasChangedGoesBack() {
        recovery.tables(ROOMS, FILLED);
        List<String> before = recovery.rows("rooms");
        recovery.destroys(
                "UPDATE rooms SET during = int4range(lower(during), upper(during) - 3) WHERE id <= 3",
                "UPDATE rooms SET during = int4range(lower(during) + 1000, upper(during) + 1000) WHERE id = 4");
        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "rooms").conflicts()).isEmpty();
        List<String> damaged = recovery.rows("rooms");
        recovery.merge(plan);
        assertThat(recovery.rows("rooms")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("rooms")).isEqualTo(damaged);
    }

    @Test
    void aLaterRowThatOverlapsIsAConflictWithItsConstraintAndAllOthersComeBack() {
        recovery.tables(ROOMS, FILLED);
        recovery.destroys(
                "DELETE FROM rooms WHERE id > 5",
                "UPDATE rooms SET during = int4range(900, 901) WHERE id = 1" + " AND during @> 5");
        recovery.execute(
                "INSERT INTO rooms VALUES (7, int4range(35, 45), 1), (8, int4range(20, 30), 2), (1, int4range(0, 1), 3)");
        List<String> damaged = recovery.rows("rooms");
        RecoveryPlan plan = recovery.plan();
        TablePlan rooms = RowRecovery.table(plan, "rooms");
        assertThat(rooms.conflicts())
                .containsExactlyInAnyOrder(
                        new Listed("KEY_EXISTS", 1, List.of("8, [20,30)")),
                        new Listed("EXCLUDED rooms_pkey", 3, List.of("1, [0,10)", "7, [30,40)", "7, [40,50)")));
        assertThat(rooms.toInsert()).isEqualTo(47);
        assertThat(recovery.rows("rooms")).as("a rehearsal leaves nothing").isEqualTo(damaged);
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FILTER (WHERE price > 3) || ' ' || count(*) FROM rooms"))
                .isEqualTo("96 99");
    }

    @Test
    void aSecondKeyWithAPeriodIsKept() {
        recovery.tables(
                "CREATE TABLE desks (id int PRIMARY KEY, place int, during int4range, CONSTRAINT desks_place UNIQUE"
                        + " (place, during WITHOUT OVERLAPS))",
                "INSERT INTO desks SELECT i, i % 10, int4range(i * 10, i * 10 + 10) FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("desks");
        recovery.destroys(
                "DELETE FROM desks WHERE id > 50",
                "UPDATE desks SET during = int4range(upper(during), upper(during) + 10) WHERE id <= 10");
        recovery.execute("INSERT INTO desks VALUES (1001, 7, int4range(571, 572)), (1002, 3, int4range(30, 32))");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "desks").conflicts())
                .containsExactly(new Listed("EXCLUDED desks_place", 2, List.of("3", "57")));
        recovery.merge(plan);
        List<String> after = recovery.rows("desks");
        assertThat(after).hasSize(101).filteredOn(before::contains).hasSize(98);
    }

    @Test
    void aChildWhosePeriodSeveralParentsCoverTogetherComesBack() {
        recovery.tables(
                ROOMS,
                STAYS,
                FILLED,
                "INSERT INTO stays SELECT r, r, int4range(5, 35) FROM generate_series(1, 10) r",
                "INSERT INTO stays SELECT 100 + r, r, int4range(60, 65) FROM generate_series(1, 10) r");
        List<String> before = recovery.rows("rooms", "stays");
        recovery.destroys("DELETE FROM stays WHERE room > 5", "DELETE FROM rooms WHERE id > 8 AND during @> 12");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "stays").conflicts()).isEmpty();
        assertThat(RowRecovery.table(plan, "stays").toInsert()).isEqualTo(10);
        List<String> damaged = recovery.rows("rooms", "stays");
        recovery.merge(plan);
        assertThat(recovery.rows("rooms", "stays")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("rooms", "stays")).isEqualTo(damaged);
    }

    @Test
    void aChildOfWhichNotTheWholePeriodIsCoveredAnyMoreIsAConflict() {
        recovery.tables(
                ROOMS, STAYS, FILLED, "INSERT INTO stays SELECT r, r, int4range(5, 35) FROM generate_series(1, 10) r");
        recovery.destroys("DELETE FROM stays");
        // Gone wholly, in the middle, at the end; and one that got another, wider row.
        recovery.execute(
                "DELETE FROM rooms WHERE id = 2",
                "DELETE FROM rooms WHERE id = 4 AND during @> 15",
                "UPDATE rooms SET during = int4range(30, 33) WHERE id = 6 AND during @> 32",
                "DELETE FROM rooms WHERE id = 8",
                "INSERT INTO rooms VALUES (8, int4range(0, 1000), 8)");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "stays").conflicts())
                .containsExactly(new Listed("PARENT_GONE", 3, List.of("2", "4", "6")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT string_agg(id::text, ' ' ORDER BY id) FROM stays"))
                .isEqualTo("1 3 5 7 8 9 10");
    }

    @Test
    void anAddedParentStaysOnlyWhereAChildNeedsIt() {
        recovery.tables(
                ROOMS, STAYS, FILLED, "INSERT INTO stays SELECT r, r, int4range(5, 35) FROM generate_series(1, 10) r");
        // Room 1: one row becomes two, which cover the same; room 11 and 12 are new.
        recovery.destroys(
                "DELETE FROM rooms WHERE id = 1 AND during @> 50",
                "INSERT INTO rooms VALUES (1, int4range(50, 55), 0), (1, int4range(55, 60), 0)",
                "INSERT INTO rooms VALUES (11, int4range(0, 10), 0), (12, int4range(0, 10), 0)");
        recovery.execute("INSERT INTO stays VALUES (101, 11, int4range(2, 4)), (102, 1, int4range(53, 58))");
        RecoveryPlan plan = recovery.plan();
        TablePlan rooms = RowRecovery.table(plan, "rooms");
        assertThat(rooms.conflicts()).containsExactly(new Listed("REFERENCED", 1, List.of("11, [0,10)")));
        assertThat(rooms.toRemove()).isEqualTo(3);
        assertThat(rooms.toInsert()).isEqualTo(1);
        recovery.merge(plan);
        assertThat(recovery.query("SELECT string_agg(during::text, ' ' ORDER BY during) FROM rooms WHERE id = 1 AND"
                        + " during && int4range(50, 60)"))
                .isEqualTo("[50,60)");
        assertThat(recovery.query("SELECT count(*) FROM rooms WHERE id = 12")).isEqualTo("0");
    }

    @Test
    void generatedColumnsAreNeverWrittenAndHaveTheirValues() {
        recovery.tables(
                "CREATE TABLE items (id int PRIMARY KEY, net int, tax int GENERATED ALWAYS AS (net / 5) VIRTUAL, total int"
                        + " GENERATED ALWAYS AS (net + net / 5) STORED, label text GENERATED ALWAYS AS ('i' || id))",
                "INSERT INTO items (id, net) SELECT i, i * 10 FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("items");
        recovery.destroys(
                "DELETE FROM items WHERE id > 50",
                "UPDATE items SET net = 0 WHERE id <= 10",
                "UPDATE items SET id =" + " 1000 + id WHERE id BETWEEN 11 AND 15");
        assertThat(recovery.mismatches()).isEmpty();
        assertThat(recovery.difference("items").columns()).containsExactly("id", "net");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "items").conflicts()).isEmpty();
        List<String> damaged = recovery.rows("items");
        recovery.merge(plan);
        assertThat(recovery.rows("items")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("items")).isEqualTo(damaged);
    }

    @Test
    void aVirtualColumnThatCannotBeComputedForARowDoesNotKeepItFromComingBack() {
        recovery.tables(
                "CREATE TABLE ratios (id int PRIMARY KEY, a int, b int, r int GENERATED ALWAYS AS (a / b) VIRTUAL)",
                "INSERT INTO ratios (id, a, b) SELECT i, i, i % 5 FROM generate_series(1, 20) i");
        recovery.destroys("DELETE FROM ratios WHERE id > 10");
        RecoveryPlan plan = recovery.plan();
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(id) FROM ratios")).isEqualTo("20");
    }

    @Test
    void constraintsThatAreNotEnforcedStopNoRow() {
        recovery.tables(
                "CREATE TABLE parents (id int PRIMARY KEY)",
                "CREATE TABLE kids (id int PRIMARY KEY, parent int REFERENCES parents NOT ENFORCED, n int CHECK (n < 5) NOT"
                        + " ENFORCED)",
                "INSERT INTO parents SELECT generate_series(1, 5)",
                "INSERT INTO kids SELECT i, i, i FROM generate_series(1, 20) i");
        List<String> before = recovery.rows("kids");
        recovery.destroys("DELETE FROM kids WHERE id > 3");
        recovery.execute("DELETE FROM parents WHERE id = 5");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "kids").conflicts()).isEmpty();
        recovery.merge(plan);
        assertThat(recovery.rows("kids")).isEqualTo(before);
    }

    /** The catalog calls such a column NOT NULL; older rows need not be. */
    @Test
    void aNotNullThatIsNotValidMakesNoKeyAndStopsOnlyTheRowsAgainstIt() {
        recovery.tables(
                "CREATE TABLE mails (mail text UNIQUE, n int)",
                "INSERT INTO mails SELECT CASE WHEN i % 10 > 1 THEN 'm' || i END, i FROM generate_series(1, 40) i",
                "ALTER TABLE mails ADD CONSTRAINT mails_mail NOT NULL mail NOT VALID");
        recovery.destroys("DELETE FROM mails WHERE n > 20");
        assertThat(recovery.mismatches()).isEmpty();
        assertThat(recovery.difference("mails").key()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "mails").conflicts())
                .containsExactly(new Listed("NOT_NULL mail", 4, List.of("(,21)", "(,30)", "(,31)", "(,40)")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM mails")).isEqualTo("36");
    }
}
