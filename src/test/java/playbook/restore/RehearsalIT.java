package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;

/** The database itself judges which rows can come back, before anybody approves; the others come back without them. */
class RehearsalIT {

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery();
        recovery.execute("CREATE EXTENSION btree_gist WITH SCHEMA pg_catalog");
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    @Test
    void aRowTakenUnderAPartialIndexOnAnExpressionIsListedAndAllOthersComeBack() {
        recovery.tables(
                "CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, deleted_at"
                        + " timestamptz)",
                "CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE deleted_at IS NULL",
                "INSERT INTO users (email) SELECT 'User' || i || '@Example.com' FROM generate_series(1, 1000) i");
        recovery.destroys("DELETE FROM users WHERE id > 500");
        recovery.execute("INSERT INTO users (email) VALUES ('user700@example.com'), ('user900@example.com')");
        List<String> before = recovery.rows("users");
        RecoveryPlan plan = recovery.plan();
        assertThat(recovery.rows("users")).as("a rehearsal leaves nothing").isEqualTo(before);
        assertThat(RowRecovery.table(plan, "users").toInsert()).isEqualTo(498);
        assertThat(RowRecovery.table(plan, "users").conflicts())
                .containsExactly(new Listed("UNIQUE_TAKEN users_email", 2, List.of("700", "900")));
        assertThat(plan.warnings()).isEmpty();
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM users")).isEqualTo("1000");
        recovery.undo(plan);
        assertThat(recovery.rows("users")).isEqualTo(before);
    }

    @Test
    void aSlotThatWasBookedAgainStaysWithWhoeverHasItNow() {
        for (String deferrable : List.of("", " DEFERRABLE INITIALLY DEFERRED")) {
            recovery.tables(
                    "CREATE TABLE bookings (id int PRIMARY KEY, room int, during int4range, EXCLUDE USING gist (room WITH"
                            + " =, during WITH &&)" + deferrable + ")",
                    "INSERT INTO bookings SELECT i, i % 5, int4range(i * 10, i * 10 + 9) FROM generate_series(1, 100)"
                            + " i");
            recovery.destroys("DELETE FROM bookings WHERE id > 40");
            recovery.execute("INSERT INTO bookings VALUES (1001, 0, int4range(502, 503))");
            RecoveryPlan plan = recovery.plan();
            assertThat(RowRecovery.table(plan, "bookings").conflicts())
                    .as("exclusion" + deferrable)
                    .containsExactly(new Listed("EXCLUDED bookings_room_during_excl", 1, List.of("50")));
            recovery.merge(plan);
            assertThat(recovery.query("SELECT count(*) FROM bookings")).isEqualTo("100");
        }
    }

    @Test
    void aDeferrableUniqueConstraintIsKept() {
        recovery.tables(
                "CREATE TABLE seats (id int PRIMARY KEY, place int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
                "INSERT INTO seats SELECT i, i FROM generate_series(1, 100) i");
        recovery.destroys("DELETE FROM seats WHERE id > 90");
        recovery.execute("INSERT INTO seats VALUES (1001, 95)");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "seats").conflicts())
                .containsExactly(new Listed("UNIQUE_TAKEN", 1, List.of("95")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) || ' ' || count(DISTINCT place) FROM seats"))
                .isEqualTo("100 100");
    }

    @Test
    void whatAConstraintForbidsForNewRowsIsListedWithItsReason() {
        recovery.tables(
                "CREATE DOMAIN short AS text",
                "CREATE TABLE things (id int PRIMARY KEY, amount int, code short, size int)",
                "INSERT INTO things SELECT i, i, 'c' || i, i FROM generate_series(1, 100) i");
        recovery.destroys("DELETE FROM things WHERE id > 50");
        recovery.execute(
                "ALTER TABLE things ADD CONSTRAINT low CHECK (amount < 99) NOT VALID",
                "ALTER DOMAIN short ADD CONSTRAINT not77 CHECK (VALUE <> 'c77')",
                "ALTER TABLE things ADD COLUMN half int GENERATED ALWAYS AS (size / 2) STORED");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "things").toInsert()).isEqualTo(47);
        assertThat(RowRecovery.table(plan, "things").conflicts())
                .containsExactly(
                        new Listed("CHECK low", 2, List.of("100", "99")), new Listed("CHECK not77", 1, List.of("77")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM things WHERE half = size / 2"))
                .isEqualTo("97");
    }

    @Test
    void aRowThatCannotComeBackTakesItsChildrenWithIt() {
        recovery.tables(
                "CREATE TABLE users (id int PRIMARY KEY, email text)",
                "CREATE UNIQUE INDEX ON users (lower(email))",
                "CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE)",
                "INSERT INTO users SELECT i, 'U' || i FROM generate_series(1, 20) i",
                "INSERT INTO orders SELECT i, 1 + i % 20 FROM generate_series(1, 60) i");
        recovery.destroys("DELETE FROM users WHERE id > 10");
        recovery.execute("INSERT INTO users VALUES (100, 'u15')");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "users").conflicts())
                .containsExactly(new Listed("UNIQUE_TAKEN users_lower_idx", 1, List.of("15")));
        assertThat(RowRecovery.table(plan, "orders").conflicts())
                .containsExactly(new Listed("PARENT_GONE", 3, List.of("14", "34", "54")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM orders")).isEqualTo("57");
    }

    @Test
    void aForeignKeyThatIsNotValidIsEnforcedForWhatComesBack() {
        recovery.tables(
                "CREATE TABLE parents (id int PRIMARY KEY)",
                "CREATE TABLE kids (id int PRIMARY KEY, parent int)",
                "INSERT INTO parents SELECT generate_series(1, 20)",
                "INSERT INTO kids SELECT i, i FROM generate_series(1, 20) i",
                "ALTER TABLE kids ADD CONSTRAINT kids_parent FOREIGN KEY (parent) REFERENCES parents NOT VALID");
        recovery.destroys("DELETE FROM kids WHERE id > 10");
        recovery.execute("DELETE FROM parents WHERE id IN (15, 16)");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "kids").toInsert()).isEqualTo(8);
        assertThat(RowRecovery.table(plan, "kids").conflicts())
                .containsExactly(new Listed("PARENT_GONE", 2, List.of("15", "16")));
        assertThat(recovery.merge(plan).tables())
                .extracting(MergeResult.Merged::inserted)
                .containsExactly(8L);
    }

    @Test
    void shiftedKeysGoBackWithTheirCascades() {
        recovery.tables(
                "CREATE TABLE actor (actor_id int PRIMARY KEY, name text)",
                "CREATE TABLE film_actor (actor_id int REFERENCES actor ON UPDATE CASCADE, film_id int, PRIMARY KEY"
                        + " (actor_id, film_id))",
                "CREATE TABLE awards (id int PRIMARY KEY, actor_id int REFERENCES actor ON UPDATE CASCADE)",
                "INSERT INTO actor SELECT i, 'n' || i FROM generate_series(1, 200) i",
                "INSERT INTO film_actor SELECT 1 + i % 200, i FROM generate_series(1, 500) i",
                "INSERT INTO awards SELECT i, i FROM generate_series(1, 50) i");
        List<String> before = recovery.rows("actor", "film_actor", "awards");
        recovery.destroys("UPDATE actor SET actor_id = actor_id + 1000");
        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.tables())
                .allSatisfy(table -> assertThat(table.conflicts()).isEmpty());
        List<String> damaged = recovery.rows("actor", "film_actor", "awards");
        recovery.merge(plan);
        assertThat(recovery.rows("actor", "film_actor", "awards")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("actor", "film_actor", "awards")).isEqualTo(damaged);
    }

    @Test
    void aShiftedKeyThatIsUsedMeanwhileIsAConflictAndNoTwin() {
        recovery.tables(
                "CREATE TABLE actor (actor_id int PRIMARY KEY, name text)",
                "CREATE TABLE awards (id int PRIMARY KEY, actor_id int REFERENCES actor ON UPDATE CASCADE)",
                "INSERT INTO actor SELECT i, 'n' || i FROM generate_series(1, 20) i");
        recovery.destroys("UPDATE actor SET actor_id = actor_id + 1000");
        recovery.execute("INSERT INTO awards VALUES (1, 1005)", "UPDATE actor SET name = 'x' WHERE actor_id = 1006");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "actor").conflicts())
                .containsExactlyInAnyOrder(
                        new Listed("REFERENCED", 1, List.of("1005")),
                        new Listed("KEY_CHANGED_LATER", 2, List.of("5", "6")),
                        new Listed("CHANGED_LATER", 1, List.of("1006")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM actor WHERE actor_id IN (1005, 1006)"))
                .isEqualTo("2");
    }

    /** A code that is no key of its table, and to which somebody referred meanwhile. */
    @Test
    void aReferencedValueThatSomebodyNeedsNowStaysAndAllOthersGoBack() {
        recovery.tables(
                "CREATE TABLE currencies (id int PRIMARY KEY, code text UNIQUE)",
                "CREATE TABLE prices (id int PRIMARY KEY, code text REFERENCES currencies (code))",
                "INSERT INTO currencies SELECT i, 'c' || i FROM generate_series(1, 20) i",
                "INSERT INTO prices SELECT i, 'c' || i FROM generate_series(11, 20) i");
        List<String> before = recovery.rows("currencies");
        recovery.destroys(
                "UPDATE currencies SET code = 'x' || id WHERE id <= 5",
                "DELETE FROM currencies WHERE id = 6",
                "INSERT INTO currencies VALUES (106, 'c6')");
        recovery.execute("INSERT INTO prices VALUES (1, 'x1'), (2, 'c6')");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "currencies").conflicts())
                .containsExactly(new Listed("REFERENCED", 1, List.of("1")));
        recovery.merge(plan);
        assertThat(recovery.rows("currencies"))
                .hasSize(20)
                .filteredOn(row -> !before.contains(row))
                .containsExactly("currencies (1,x1)");
    }

    @Test
    void uniqueValuesThatWereExchangedGoBackInTwoSteps() {
        recovery.tables(
                "CREATE TABLE seats (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place int UNIQUE, note text)",
                "INSERT INTO seats (place, note) SELECT i, 'n' FROM generate_series(1, 100) i",
                "ALTER TABLE seats ADD COLUMN extra int DEFAULT 7");
        List<String> before = recovery.rows("seats");
        recovery.destroys("UPDATE seats SET place = -place", "UPDATE seats SET place = 101 + place, note = 'swapped'");
        assertThat(recovery.mismatches()).isEmpty();
        recovery.execute("ALTER TABLE seats ADD COLUMN later int");
        recovery.execute("UPDATE seats SET later = id WHERE id < 5");
        RecoveryPlan plan = recovery.plan();
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM seats WHERE place = id AND note = 'n'"))
                .isEqualTo("100");
        assertThat(recovery.query("SELECT sum(later) FROM seats")).isEqualTo("10");
        assertThat(before).hasSize(100);
    }

    @Test
    void rowsThatMovedBetweenPartitionsGoBack() {
        recovery.tables(
                "CREATE TABLE events (id int, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                "CREATE TABLE events_26 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "CREATE UNIQUE INDEX ON events_25 (id)",
                "INSERT INTO events SELECT i, '2025-01-01'::date + i % 300, 'e' FROM generate_series(1, 1000) i");
        List<String> before = recovery.rows("events_25", "events_26");
        recovery.destroys("UPDATE events SET day = '2026-03-01' WHERE id <= 400");
        assertThat(recovery.mismatches()).isEmpty();
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "events_25").toInsert()).isEqualTo(400);
        assertThat(RowRecovery.table(plan, "events_26").toRemove()).isEqualTo(400);
        recovery.merge(plan);
        assertThat(recovery.rows("events_25", "events_26")).isEqualTo(before);
    }

    @Test
    void whatTheTransactionAddedIsTakenBackOrListed() {
        recovery.tables(
                "CREATE TABLE film (id int PRIMARY KEY, title text)",
                "CREATE TABLE audit (at timestamptz DEFAULT now(), what text)",
                "CREATE TABLE loans (id int PRIMARY KEY, film int REFERENCES film)",
                "CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO audit (what) VALUES (TG_OP); RETURN NULL; END$$",
                "CREATE TRIGGER audited AFTER DELETE ON film FOR EACH ROW EXECUTE FUNCTION audited()",
                "INSERT INTO film SELECT i, 'f' || i FROM generate_series(1, 1000) i",
                "INSERT INTO audit (what) VALUES ('DELETE')");
        List<String> before = recovery.rows("film", "audit");
        recovery.destroys(
                "DELETE FROM film WHERE id <= 138",
                "INSERT INTO film SELECT i, 'wrong' FROM generate_series(5001, 5659) i");
        assertThat(RowRecovery.table(recovery.plan(), "film").toRemove()).isEqualTo(659);
        recovery.execute("INSERT INTO loans VALUES (1, 5001)", "UPDATE film SET title = 'mended' WHERE id = 5002");
        RecoveryPlan plan = recovery.plan();
        TablePlan film = RowRecovery.table(plan, "film");
        assertThat(film.toRemove()).isEqualTo(657);
        assertThat(film.conflicts())
                .containsExactly(
                        new Listed("CHANGED_LATER", 1, List.of("5002")), new Listed("REFERENCED", 1, List.of("5001")));
        assertThat(RowRecovery.table(plan, "audit").toRemove()).isEqualTo(138);
        List<String> damaged = recovery.rows("film", "audit");
        recovery.merge(plan);
        assertThat(recovery.rows("film", "audit")).containsAll(before).hasSize(before.size() + 2);
        recovery.undo(plan);
        assertThat(recovery.rows("film", "audit")).isEqualTo(damaged);
    }

    @Test
    void addedRowsStayWhenAPersonWantsThat() {
        recovery.tables("CREATE TABLE film (id int PRIMARY KEY)", "INSERT INTO film SELECT generate_series(1, 10)");
        recovery.destroys("DELETE FROM film WHERE id > 5", "INSERT INTO film VALUES (20), (21)");
        RecoveryPlan plan = recovery.planKeepingAdded();
        assertThat(RowRecovery.table(plan, "film").toRemove()).isZero();
        assertThat(RowRecovery.table(plan, "film").conflicts())
                .containsExactly(new Listed("ADDED_KEPT", 2, List.of("20", "21")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM film")).isEqualTo("12");
    }

    @Test
    void changedRowsWithoutKeyGoBack() {
        recovery.tables(
                "CREATE TABLE log (what text, n int)", "INSERT INTO log SELECT 'x', i FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("log");
        recovery.destroys("UPDATE log SET what = 'y' WHERE n > 60");
        RecoveryPlan plan = recovery.plan();
        recovery.merge(plan);
        assertThat(recovery.rows("log")).isEqualTo(before);
    }

    @Test
    void aTriggerThatAlwaysFiresNeitherChangesValuesNorIsHeardOutside() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY, v text, updated_at timestamptz DEFAULT '2020-01-01')",
                "CREATE TABLE seen (n int)",
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO seen VALUES (1); NEW.updated_at := now(); RETURN NEW; END$$",
                "INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i",
                "CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
                "ALTER TABLE t ENABLE ALWAYS TRIGGER touch",
                "CREATE RULE never AS ON INSERT TO t WHERE NEW.id = 60 DO INSTEAD NOTHING",
                "ALTER TABLE t ENABLE ALWAYS RULE never");
        List<String> before = recovery.rows("t");
        recovery.destroys("DELETE FROM t WHERE id > 50");
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.warnings())
                .containsExactly(
                        "the rule never on public.t is ENABLE ALWAYS: it is switched off while the rows come back, so that"
                                + " they come back as they were",
                        "the trigger touch on public.t is ENABLE ALWAYS: it is switched off while the rows come back, so"
                                + " that they come back as they were");
        recovery.merge(plan);
        assertThat(recovery.rows("t")).isEqualTo(before);
        assertThat(recovery.query("SELECT count(*) FROM seen")).isEqualTo("0");
        assertThat(recovery.query("SELECT tgenabled FROM pg_trigger WHERE tgname = 'touch'"))
                .isEqualTo("A");
        assertThat(recovery.query("SELECT ev_enabled FROM pg_rewrite WHERE rulename = 'never'"))
                .isEqualTo("A");
    }

    @Test
    void aTableThatWasDroppedSinceDoesNotKeepTheOthersFromComingBack() {
        recovery.tables(
                "CREATE TABLE a (id int PRIMARY KEY)",
                "CREATE TABLE b (id int PRIMARY KEY)",
                "INSERT INTO a SELECT generate_series(1, 10)",
                "INSERT INTO b SELECT generate_series(1, 10)");
        recovery.destroys("DELETE FROM a", "DELETE FROM b");
        recovery.execute("DROP TABLE b");
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.warnings())
                .containsExactly(
                        "public.b is not there any more: 10 rows cannot go back into it. The logical backup has"
                                + " the table.");
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM a")).isEqualTo("10");
    }

    @Test
    void selfReferencesAndDeferredOnesGoBackTogether() {
        recovery.tables(
                "CREATE TABLE staff (id int PRIMARY KEY, boss int REFERENCES staff DEFERRABLE INITIALLY DEFERRED)",
                "INSERT INTO staff SELECT i, CASE WHEN i < 100 THEN i + 1 ELSE 1 END FROM generate_series(1, 100) i");
        List<String> before = recovery.rows("staff");
        recovery.destroys("DELETE FROM staff");
        recovery.merge(recovery.plan());
        assertThat(recovery.rows("staff")).isEqualTo(before);
    }
}
