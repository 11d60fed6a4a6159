package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.DamagedTables;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;

/** Large objects are data: what the transaction did to them is found, told, and goes back with the rows. */
class LargeObjectsIT {

    private static final String OBJECTS =
            "SELECT oid || ' ' || lomowner::regrole || ' ' || coalesce(lomacl::text, '') || ' '"
                    + " || md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid";
    private static final String NOTES =
            "SELECT refobjid::regrole || ' ' || deptype::text FROM pg_shdepend WHERE classid = 2613"
                    + " ORDER BY objid, 1";

    private static RowRecovery recovery;

    @BeforeAll
    static void start() {
        recovery = new RowRecovery();
        recovery.patient.server.role("writer", "");
        recovery.patient.server.role("reader", "");
    }

    @AfterAll
    static void stop() {
        recovery.close();
    }

    @Test
    void objectsThatWereRemovedWithTheirRowsComeBackWithOwnerAndGrants() {
        docs();
        List<String> before = recovery.column(OBJECTS);
        List<String> notes = recovery.column(NOTES);
        recovery.destroys("DELETE FROM docs WHERE id > 20");
        assertThat(DamagedTables.of(recovery.culprit.tables(), null).words())
                .contains("docs 30")
                .contains("large objects 30")
                .contains("pages of large objects 60");
        assertThat(recovery.mismatches()).isEmpty();
        List<String> damaged = recovery.column(OBJECTS);
        RecoveryPlan plan = recovery.plan();
        assertThat(recovery.column(OBJECTS)).as("a rehearsal leaves nothing").isEqualTo(damaged);
        assertThat(plan.tables())
                .allSatisfy(table -> assertThat(table.conflicts()).isEmpty());
        MergeResult merged = recovery.merge(plan);
        assertThat(merged.tables()).extracting(MergeResult.Merged::inserted).containsExactlyInAnyOrder(30L, 30L, 60L);
        assertThat(recovery.column(OBJECTS)).isEqualTo(before);
        assertThat(recovery.column(NOTES)).isEqualTo(notes);
        recovery.undo(plan);
        assertThat(recovery.column(OBJECTS)).isEqualTo(damaged);
    }

    @Test
    void contentThatWasOverwrittenOrCutOffComesBackAndNewObjectsGo() {
        docs();
        List<String> before = recovery.column(OBJECTS);
        recovery.destroys(
                "SELECT lo_put(body, 10, 'gone') FROM docs WHERE id <= 5",
                "SELECT lo_truncate(lo_open(body, 131072), 100) FROM docs WHERE id BETWEEN 6 AND 8",
                "SELECT lo_put(body, 9000, 'more') FROM docs WHERE id = 9",
                "SELECT lo_from_bytea(0, 'new') FROM generate_series(1, 4)");
        assertThat(recovery.mismatches()).isEmpty();
        recovery.merge(recovery.plan());
        assertThat(recovery.column(OBJECTS)).isEqualTo(before);
    }

    @Test
    void anObjectWhoseNumberIsTakenStaysAndItsPagesToo() {
        docs();
        recovery.destroys("DELETE FROM docs WHERE id > 49");
        String oid = recovery.query("SELECT b1 FROM (SELECT max(body::oid) AS b1 FROM lost) x");
        recovery.execute("SELECT lo_from_bytea(" + oid + ", 'somebody else')");
        RecoveryPlan plan = recovery.plan();
        assertThat(RowRecovery.table(plan, "pg_largeobject").conflicts())
                .containsExactly(new Listed("KEY_EXISTS", 2, List.of(oid + ", 0", oid + ", 1")));
        recovery.merge(plan);
        assertThat(recovery.query("SELECT convert_from(lo_get(" + oid + "), 'UTF8')"))
                .isEqualTo("somebody else");
    }

    private static void docs() {
        recovery.tables(
                "SELECT lo_unlink(oid) FROM pg_largeobject_metadata",
                "CREATE EXTENSION IF NOT EXISTS lo",
                "CREATE TABLE docs (id int PRIMARY KEY, title text, body lo)",
                "CREATE TRIGGER docs_body BEFORE UPDATE OR DELETE ON docs FOR EACH ROW EXECUTE FUNCTION lo_manage(body)",
                "INSERT INTO docs SELECT i, 'doc ' || i, lo_from_bytea(0, convert_to(repeat('content ' || i, 300),"
                        + " 'UTF8')) FROM generate_series(1, 50) i",
                "CREATE TABLE lost AS SELECT * FROM docs WHERE id = 50",
                "DO $$DECLARE o oid; BEGIN FOR o IN SELECT body FROM docs WHERE id % 3 = 0 LOOP EXECUTE format('ALTER LARGE"
                        + " OBJECT %s OWNER TO writer', o); EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO reader', o);"
                        + " END LOOP; END$$");
    }
}
