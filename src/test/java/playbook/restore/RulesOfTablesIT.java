package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;

/** Rules that tables seldom have: each row that can come back does, and each that can't is listed with what forbids it. */
class RulesOfTablesIT {

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
    void aMissingValueThatMayStandOnlyOnceIsAConflict() {
        for (String deferrable : List.of("", " DEFERRABLE INITIALLY DEFERRED")) {
            recovery.tables(
                    "CREATE TABLE seats (id int PRIMARY KEY, place int, UNIQUE NULLS NOT DISTINCT (place)" + deferrable
                            + ")",
                    "INSERT INTO seats SELECT i, nullif(i, 95) FROM generate_series(1, 100) i");
            recovery.destroys("DELETE FROM seats WHERE id > 90");
            recovery.execute("INSERT INTO seats VALUES (1001, NULL)");
            RecoveryPlan plan = recovery.plan();
            assertThat(RowRecovery.table(plan, "seats").conflicts())
                    .as("unique" + deferrable)
                    .containsExactly(new Listed("UNIQUE_TAKEN seats_place_key", 1, List.of("95")));
            recovery.merge(plan);
            assertThat(recovery.query("SELECT count(*) || ' ' || count(place) FROM seats"))
                    .isEqualTo("100 99");
        }
    }

    @Test
    void aColumnThatMayNotBeEmptyAnyMoreIsNamed() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i, nullif('v' || i, 'v7') FROM generate_series(1, 10) i");
        recovery.destroys("DELETE FROM t WHERE id > 5");
        recovery.execute("ALTER TABLE t ALTER v SET NOT NULL");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "t").conflicts()).containsExactly(new Listed("NOT_NULL v", 1, List.of("7")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM t")).isEqualTo("9");
    }

    @Test
    void aCheckMayReadATableByItsBareName() {
        recovery.tables(
                "CREATE TABLE limits (least int)",
                "INSERT INTO limits VALUES (0)",
                "CREATE FUNCTION enough(n int) RETURNS bool LANGUAGE plpgsql AS"
                        + " $$BEGIN RETURN n >= (SELECT least FROM limits); END$$",
                "CREATE TABLE t (id int PRIMARY KEY, n int CHECK (enough(n)))",
                "INSERT INTO t SELECT i, i FROM generate_series(1, 10) i");
        recovery.destroys("DELETE FROM t WHERE id > 5");
        recovery.execute("UPDATE limits SET least = 7");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "t").conflicts())
                .containsExactly(new Listed("CHECK t_n_check", 1, List.of("6")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM t")).isEqualTo("9");
    }

    @Test
    void anEventTriggerThatForbidsPeopleToChangeTheSchemaDoesNotForbidTheRecovery() {
        recovery.tables("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 10)");
        recovery.destroys("DELETE FROM t WHERE id > 5");
        recovery.execute(
                "CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE EXCEPTION 'nobody changes the schema here'; END$$",
                "CREATE EVENT TRIGGER no_ddl ON ddl_command_start EXECUTE FUNCTION no_ddl()");
        try {
            RecoveryPlan plan = recovery.plan();
            recovery.merge(plan);
            assertThat(recovery.query("SELECT count(*) FROM t")).isEqualTo("10");
            recovery.undo(plan);
            assertThat(recovery.query("SELECT count(*) FROM t")).isEqualTo("5");
        } finally {
            recovery.execute("DROP EVENT TRIGGER no_ddl");
        }
    }

    @Test
    void aGeneratedValueThatIsTakenIsAConflict() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY, email text, mail text GENERATED ALWAYS AS (lower(email)) STORED UNIQUE)",
                "INSERT INTO t (id, email) SELECT i, 'U' || i FROM generate_series(1, 100) i");
        recovery.destroys("DELETE FROM t WHERE id > 50");
        recovery.execute("INSERT INTO t VALUES (1000, 'u70')");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "t").conflicts())
                .containsExactly(new Listed("UNIQUE_TAKEN t_mail_key", 1, List.of("70")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM t")).isEqualTo("100");
    }

    @Test
    void rowsThatMovedToATableThatInheritsGoBack() {
        recovery.tables(
                "CREATE TABLE orders (id int PRIMARY KEY, v text)",
                "CREATE TABLE orders_old (PRIMARY KEY (id)) INHERITS (orders)",
                "INSERT INTO orders SELECT i, 'v' || i FROM generate_series(1, 100) i",
                "INSERT INTO orders_old SELECT i, 'old' || i FROM generate_series(50, 150) i");
        List<String> before = recovery.rows("ONLY orders", "orders_old");
        recovery.destroys(
                "WITH gone AS (DELETE FROM ONLY orders WHERE id < 40 RETURNING *) INSERT INTO orders_old SELECT *"
                        + " FROM gone",
                "DELETE FROM ONLY orders WHERE id > 60");
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.tables()).flatExtracting(TablePlan::conflicts).isEmpty();
        List<String> damaged = recovery.rows("ONLY orders", "orders_old");
        recovery.merge(plan);
        assertThat(recovery.rows("ONLY orders", "orders_old")).isEqualTo(before);
        recovery.undo(plan);
        assertThat(recovery.rows("ONLY orders", "orders_old")).isEqualTo(damaged);
    }

    @Test
    void aRowOfATableThatInheritsIsNobodysParent() {
        recovery.tables(
                "CREATE TABLE parents (id int PRIMARY KEY)",
                "CREATE TABLE parents_old (PRIMARY KEY (id)) INHERITS (parents)",
                "CREATE TABLE kids (id int PRIMARY KEY, parent int REFERENCES parents)",
                "INSERT INTO parents SELECT generate_series(1, 10)",
                "INSERT INTO kids SELECT i, i FROM generate_series(1, 10) i");
        recovery.destroys("DELETE FROM kids WHERE id > 5");
        recovery.execute(
                "WITH gone AS (DELETE FROM ONLY parents WHERE id = 7 RETURNING *) INSERT INTO parents_old SELECT *"
                        + " FROM gone");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "kids").conflicts())
                .containsExactly(new Listed("PARENT_GONE", 1, List.of("7")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT count(*) FROM kids")).isEqualTo("9");
    }

    /** BR-22: a trigger that PostgreSQL's catalog calls its own is nobody's to switch off, and still changes values. */
    @Test
    void aMergeThatLeavesAnotherValueThanPlannedIsRefusedAndLeavesNothing() {
        recovery.tables(
                "CREATE TABLE t (id int PRIMARY KEY, v text, at date DEFAULT '2020-01-01')",
                "INSERT INTO t SELECT i, 'v' FROM generate_series(1, 100) i");
        recovery.destroys("DELETE FROM t WHERE id > 50");
        List<String> damaged = recovery.rows("t");
        RecoveryPlan plan = recovery.plan();
        recovery.execute(
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN NEW.at := '2026-11-29'; RETURN NEW; END$$",
                "CREATE TRIGGER touch BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id > 90) EXECUTE FUNCTION touch()",
                "ALTER TABLE t ENABLE ALWAYS TRIGGER touch",
                "SET allow_system_table_mods = on; UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'touch'");
        assertThatThrownBy(() -> recovery.merge(plan))
                .hasMessage("public.t: 10 rows do not have their former values after the merge; nothing was"
                        + " changed.\nHINT: something changes the rows while they are written: look for rules on"
                        + " this table.");
        assertThat(recovery.rows("t")).isEqualTo(damaged);
        assertThat(recovery.column("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'playbook%'"))
                .isEmpty();
        recovery.execute("UPDATE pg_trigger SET tgisinternal = false WHERE tgname = 'touch'");
    }

    /** HC-7: all of it in one transaction, and afterwards somebody takes a slot, and a row of the history is written on. */
    @Test
    void aSchemaOfAllOddKindsGoesBackOrSaysWhatStays() {
        recovery.execute("CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA pg_catalog");
        recovery.tables(
                "CREATE TABLE patients (id int PRIMARY KEY, name text)",
                "CREATE TABLE inpatients (ward int, PRIMARY KEY (id)) INHERITS (patients)",
                "CREATE TABLE vitals (patient int, pulse int)",
                "CREATE TABLE staff (id int PRIMARY KEY, boss int REFERENCES staff DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TABLE rooms (id int PRIMARY KEY, room int, during int4range, patient int, EXCLUDE USING gist (room"
                        + " WITH =, during WITH &&))",
                "CREATE TABLE history (id serial PRIMARY KEY, patient int, what text)",
                "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO history (patient, what)"
                        + " VALUES (OLD.id, TG_OP); DELETE FROM vitals WHERE patient = OLD.id; DELETE FROM rooms WHERE"
                        + " patient = OLD.id; RETURN NULL; END$$",
                "CREATE TRIGGER noted AFTER DELETE ON patients FOR EACH ROW EXECUTE FUNCTION noted()",
                "CREATE TRIGGER noted AFTER DELETE ON inpatients FOR EACH ROW EXECUTE FUNCTION noted()",
                "INSERT INTO patients SELECT i, 'p' || i FROM generate_series(1, 60) i",
                "INSERT INTO inpatients SELECT i, 'i' || i, i % 3 FROM generate_series(61, 100) i",
                "INSERT INTO vitals SELECT 1 + i % 100, 60 + i % 7 FROM generate_series(1, 700) i",
                "INSERT INTO staff SELECT i, 1 + i % 20 FROM generate_series(1, 20) i",
                "INSERT INTO rooms SELECT i, i % 5, int4range(i * 10, i * 10 + 9), i FROM generate_series(1, 100) i");
        String[] tables = {"ONLY patients", "inpatients", "vitals", "staff", "rooms", "history"};
        List<String> before = recovery.rows(tables);
        recovery.destroys("DELETE FROM patients WHERE id > 40", "DELETE FROM staff");
        assertThat(recovery.mismatches()).isEmpty();
        recovery.execute(
                "INSERT INTO rooms VALUES (1001, 0, int4range(502, 503), 1)",
                "UPDATE history SET what = 'asked about' WHERE patient = 77");
        RecoveryPlan plan = recovery.plan();
        assertThat(plan.tables())
                .flatExtracting(TablePlan::conflicts)
                .containsExactlyInAnyOrder(
                        new Listed("EXCLUDED rooms_room_during_excl", 1, List.of("50")),
                        new Listed(
                                "CHANGED_LATER",
                                1,
                                List.of(recovery.query("SELECT id FROM history WHERE patient = 77"))));
        assertThat(RowRecovery.table(plan, "history").toRemove()).isEqualTo(59);
        recovery.merge(plan);
        List<String> after = recovery.rows(tables);
        assertThat(after)
                .containsAll(before.stream()
                        .filter(row -> !row.startsWith("rooms (50,"))
                        .toList())
                .hasSize(before.size() + 1);
        assertThat(after).filteredOn(row -> row.startsWith("history")).hasSize(1);
    }
}
