package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import playbook.evidence.InMemoryRecord;
import playbook.evidence.Json;
import playbook.incident.AdvancedSequences;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableDifference;
import playbook.incident.UndoResult;
import playbook.operation.WorkerTask;

/** One incident from the loss to the undone merge, on tables with everything that makes merging hard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class MergeIT {

    private static final String ACCOUNTS = "\"Odd Schema\".\"Acc\"\"ounts\"";

    private final Patient patient = new Patient();
    private Culprit culprit;
    private SideInstance side;
    private RowDifference difference;
    private RecoveryPlan plan;

    @BeforeAll
    void someoneDeletesAndOverwritesTooMuch() {
        patient.server.execute(
                "CREATE SCHEMA \"Odd Schema\"",
                "CREATE TYPE mood AS ENUM ('sad', 'fine')",
                "CREATE DOMAIN percent AS int NOT NULL CHECK (VALUE BETWEEN 0 AND 100)",
                "CREATE TABLE audit (what text)",
                "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO public.audit VALUES (TG_OP || TG_TABLE_NAME); RETURN NULL; END$$",
                "CREATE TABLE " + ACCOUNTS
                        + " (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \"E Mail\" text UNIQUE,"
                        + " mood mood, share percent DEFAULT 1, doc jsonb, raw bytea, at timestamptz DEFAULT now(),"
                        + " big numeric, twice int GENERATED ALWAYS AS (id * 2) STORED,"
                        + " boss int REFERENCES " + ACCOUNTS + " ON DELETE CASCADE)",
                "CREATE TABLE orders (account int REFERENCES " + ACCOUNTS + " ON DELETE CASCADE, number int, total"
                        + " numeric, note text, PRIMARY KEY (account, number))",
                "CREATE TABLE parts (day date, account int REFERENCES " + ACCOUNTS + " ON DELETE CASCADE, PRIMARY KEY"
                        + " (day, account)) PARTITION BY RANGE (day)",
                "CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2026-01-01')",
                "CREATE TABLE parts_new PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2030-01-01')",
                "CREATE TABLE notes (account int REFERENCES " + ACCOUNTS + " ON DELETE CASCADE, text text)",
                "CREATE TABLE prices (id text PRIMARY KEY, price numeric, label text, stock int)",
                "INSERT INTO " + ACCOUNTS
                        + " (\"E Mail\", mood, doc, raw, big, boss) SELECT 'mail' || i || E'\\t\\n\\\\',"
                        + " CASE WHEN i % 3 = 0 THEN NULL ELSE 'fine'::mood END, jsonb_build_object('i', i),"
                        + " decode(lpad(to_hex(i), 8, '0'), 'hex'), i / 7.0, CASE WHEN i > 900 THEN i - 1 END"
                        + " FROM generate_series(1, 1000) i",
                "INSERT INTO orders SELECT i, n, i * n, NULL FROM generate_series(1, 1000) i, generate_series(1, 3) n",
                "INSERT INTO parts SELECT '2025-12-31'::date + i % 2, i FROM generate_series(1, 1000) i",
                "INSERT INTO notes SELECT i, 'note ' || i FROM generate_series(1, 1000) i",
                "INSERT INTO prices SELECT 'p' || i, i, 'label', i FROM generate_series(1, 2000) i",
                "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON " + ACCOUNTS
                        + " FOR EACH ROW EXECUTE FUNCTION audit()",
                "ALTER TABLE prices ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE prices FORCE ROW LEVEL SECURITY");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO prices VALUES ('late', 5, 'before the loss', 1)");
        culprit = patient.commit(
                List.of(
                        patient.change(ACCOUNTS, Operation.DELETE, 500),
                        patient.change("orders", Operation.DELETE, 1500),
                        patient.change("parts_old", Operation.DELETE, 250),
                        patient.change("parts_new", Operation.DELETE, 250),
                        patient.change("notes", Operation.DELETE, 500),
                        patient.change("prices", Operation.UPDATE, 2001)),
                "DELETE FROM " + ACCOUNTS + " WHERE id > 500",
                "UPDATE prices SET price = 0, label = CASE WHEN price > 1000 THEN 'gone' ELSE label END");
        patient.server.execute(
                // Later life, which must stay.
                "INSERT INTO " + ACCOUNTS + " (\"E Mail\") SELECT 'later' || i FROM generate_series(1, 10) i",
                "DELETE FROM " + ACCOUNTS + " WHERE id = 3",
                "UPDATE " + ACCOUNTS + " SET doc = '{\"later\": true}' WHERE id = 4",
                "INSERT INTO orders VALUES (4, 4, 44, 'later')",
                "DELETE FROM orders WHERE account = 5",
                "UPDATE prices SET stock = -1 WHERE id IN ('p1', 'p2', 'p1500')",
                "UPDATE prices SET price = 77 WHERE id IN ('p10', 'p1600')",
                "DELETE FROM prices WHERE id = 'p20'",
                "INSERT INTO prices VALUES ('new', 9, 'later', 9)",
                // Conflicts: an e-mail and a key are taken again; children of the first cannot come back.
                "INSERT INTO " + ACCOUNTS + " (\"E Mail\", doc) SELECT 'mail600' || E'\\t\\n\\\\', '{\"later\": 1}'",
                "INSERT INTO " + ACCOUNTS + " (id, \"E Mail\") OVERRIDING SYSTEM VALUE VALUES (700, 'taken')",
                "INSERT INTO notes VALUES (1, 'note 800')",
                "INSERT INTO notes VALUES (NULL, 'x')");
    }

    @AfterAll
    void nothingStays() {
        patient.close();
    }

    @Test
    @Order(1)
    void theDifferenceIsExact() {
        assertThat(patient.restoreBase("b1").code()).isZero();
        side = replay(ReplayTarget.before(culprit));
        RowsBefore before = run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, side), RowsBefore.class);
        assertThat(before.tables())
                .extracting(RowsBefore.TableRows::rows)
                .containsExactly(1000L, 3000L, 500L, 500L, 1000L, 2001L);
        side = replay(ReplayTarget.after(culprit));
        difference = run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, side), RowDifference.class);

        assertThat(difference.tables())
                .allSatisfy(table -> assertThat(table.mismatches()).isEmpty());
        assertThat(difference.tables())
                .extracting(TableDifference::deleted)
                .containsExactly(500L, 1500L, 250L, 250L, 500L, 0L);
        assertThat(difference.tables().get(5).updated()).isEqualTo(2001);
    }

    @Test
    @Order(2)
    void aCountThatIsNotTheWalsIsTold() {
        Culprit other = new Culprit(
                culprit.xid(),
                List.of(),
                culprit.firstLsn(),
                culprit.commitLsn(),
                culprit.endLsn(),
                1,
                culprit.committedAt(),
                List.of(patient.change("orders", Operation.DELETE, 1499)));
        RowDifference wrong = run(new CompareRowsTask(), new CompareRowsTask.Input(other, side), RowDifference.class);
        assertThat(wrong.tables().get(0).mismatches())
                .containsExactly("public.orders: the WAL tells of 1499 rows deleted, the comparison found 1500");
    }

    @Test
    @Order(3)
    void theDryRunListsConflictsAndChangesNothing() {
        String fingerprint = fingerprint();
        plan = plan();

        TablePlan accounts = table(plan, "Acc\"ounts");
        assertThat(accounts.conflicts())
                .containsExactlyInAnyOrder(
                        new Listed("UNIQUE_TAKEN", 1, List.of("600")), new Listed("KEY_EXISTS", 1, List.of("700")));
        assertThat(accounts.toInsert()).isEqualTo(498);
        assertThat(table(plan, "orders").toInsert()).isEqualTo(1497);
        assertThat(table(plan, "orders").conflicts())
                .containsExactly(new Listed("PARENT_GONE", 3, List.of("600, 1", "600, 2", "600, 3")));
        assertThat(table(plan, "parts_old").toInsert()
                        + table(plan, "parts_new").toInsert())
                .isEqualTo(499);
        assertThat(table(plan, "notes").toInsert()).isEqualTo(499);
        TablePlan prices = table(plan, "prices");
        assertThat(prices.toUpdate()).isEqualTo(1999);
        assertThat(prices.kept()).isEqualTo(new Listed("KEPT_LATER", 2, List.of("p10", "p1600")));
        assertThat(prices.conflicts()).containsExactly(new Listed("DELETED_LATER", 1, List.of("p20")));
        assertThat(plan().hash()).as("the same state has the same hash").isEqualTo(plan.hash());
        assertThat(fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    @Order(4)
    void anotherPlanThanTheApprovedIsRefused() {
        assertThatThrownBy(() -> merge(plan, "0".repeat(64)))
                .hasMessage("the approved plan is " + "0".repeat(64) + ", this one is " + plan.hash()
                        + "; nothing was changed.\nHINT: have the current plan approved.");
        RecoveryPlan forged =
                Json.read(Json.write(plan).replace("\"toInsert\":1497", "\"toInsert\":9999"), RecoveryPlan.class);
        assertThatThrownBy(() -> merge(forged, plan.hash())).hasMessageContaining("; nothing was changed.");
        assertThat(patient.server.query("SELECT to_regnamespace('playbook_rescue_dl_2026_0001')"))
                .isEmpty();
    }

    @Test
    @Order(5)
    void aChangedFileIsRefused() throws Exception {
        var file =
                patient.work.resolve("rows").resolve(difference.tables().get(1).file());
        String content = Files.readString(file);
        Files.writeString(file, content.replaceFirst("D\t501", "D\t502"));
        assertThatThrownBy(() -> merge(plan, plan.hash())).hasMessageContaining(" was changed: its SHA-256 is ");
        Files.writeString(file, content);
    }

    @Test
    @Order(6)
    void theMergeGivesBackWhatWasLostAndKeepsWhatCameLater() {
        patient.server.execute(
                "CREATE TABLE oracle_accounts AS SELECT * FROM " + ACCOUNTS,
                "CREATE TABLE oracle_prices AS SELECT * FROM prices",
                "CREATE TABLE audit_before AS SELECT * FROM audit");
        MergeResult result = merge(plan, plan.hash());

        assertThat(result.found()).isFalse();
        assertThat(patient.server.query("SELECT count(*) FROM " + ACCOUNTS)).isEqualTo("1009");
        // The oracle: what the test itself wrote before the loss.
        assertThat(patient.server.query("SELECT count(*) FROM " + ACCOUNTS + " WHERE id BETWEEN 501 AND 1000 AND id NOT"
                        + " IN (600, 700) AND \"E Mail\" = 'mail' || id || E'\\t\\n\\\\' AND mood IS NOT DISTINCT FROM CASE"
                        + " WHEN id % 3 = 0 THEN NULL ELSE 'fine'::mood END AND doc = jsonb_build_object('i', id) AND"
                        + " raw = decode(lpad(to_hex(id), 8, '0'), 'hex') AND big = id / 7.0 AND twice = id * 2 AND"
                        + " boss IS NOT DISTINCT FROM CASE WHEN id > 900 THEN id - 1 END AND share = 1"))
                .isEqualTo("498");
        assertThat(patient.server.query("SELECT count(*) FROM (SELECT * FROM oracle_accounts EXCEPT SELECT * FROM "
                        + ACCOUNTS + ") lost"))
                .as("rows that were live before the merge")
                .isEqualTo("0");
        assertThat(patient.server.query("SELECT count(*) FROM orders")).isEqualTo("" + (1500 - 3 - 3 + 1 + 1497));
        assertThat(patient.server.query("SELECT count(*) FROM parts WHERE account > 500"))
                .isEqualTo("499");
        assertThat(patient.server.query("SELECT count(*) FROM notes WHERE account > 500"))
                .isEqualTo("499");
        assertThat(patient.server.query("SELECT count(*) FROM prices WHERE id LIKE 'p%' AND (price <> substr(id,"
                        + " 2)::int OR label <> 'label' OR stock <> substr(id, 2)::int)"))
                .isEqualTo("5");
        assertThat(patient.server.column(
                        "SELECT id || ' ' || price || ' ' || label || ' ' || stock FROM prices WHERE id IN ('p1', 'p10',"
                                + " 'p1500', 'p1600', 'late', 'new') ORDER BY id"))
                .containsExactly(
                        "late 5 before the loss 1",
                        "new 9 later 9",
                        "p1 1 label -1",
                        "p10 77 label 10",
                        "p1500 1500 label -1",
                        "p1600 77 label 1600");
        assertThat(patient.server.query("SELECT count(*) FROM audit"))
                .as("no trigger fired")
                .isEqualTo(patient.server.query("SELECT count(*) FROM audit_before"));
        assertThat(patient.server.query("SELECT count(*) FROM " + ACCOUNTS + " c WHERE boss IS NOT NULL AND NOT EXISTS"
                        + " (SELECT FROM " + ACCOUNTS + " p WHERE p.id = c.boss)"))
                .isEqualTo("0");
    }

    @Test
    @Order(7)
    void aSecondRunChangesNothing() {
        String fingerprint = fingerprint();
        assertThat(merge(plan, plan.hash()).found()).isTrue();
        assertThat(fingerprint()).isEqualTo(fingerprint);
    }

    @Test
    @Order(8)
    void laggingSequencesAreAdvancedOnce() {
        patient.server.execute("ALTER TABLE " + ACCOUNTS + " ALTER id RESTART WITH 10");
        Incident incident = new Incident("DL-2026-0001", patient.server.target(), Instant.now(), "dba", Instant.now());
        AdvancedSequences advanced = new AdvanceSequences(new InMemoryRecord()).advance(incident);
        assertThat(advanced.sequences()).hasSize(1);
        long greatest = Long.parseLong(patient.server.query("SELECT max(id) FROM " + ACCOUNTS));
        assertThat(advanced.sequences().get(0).to()).isEqualTo(greatest + 1);
        assertThat(new AdvanceSequences(new InMemoryRecord()).advance(incident).sequences())
                .isEmpty();
    }

    @Test
    @Order(9)
    void anUndoneMergeLeavesTheDatabaseAsItWas() {
        patient.server.execute("UPDATE prices SET price = 1234 WHERE id = 'p30'");
        UndoResult undone = run(new UndoMergeTask(), new UndoMergeTask.Input(plan, difference), UndoResult.class);

        assertThat(undone.tables())
                .allSatisfy(table -> assertThat(table.changedSince()).isZero());
        assertThat(patient.server.query("SELECT count(*) FROM ((SELECT * FROM oracle_accounts EXCEPT SELECT * FROM "
                        + ACCOUNTS + ") UNION ALL (SELECT * FROM " + ACCOUNTS
                        + " EXCEPT SELECT * FROM oracle_accounts)) d"))
                .isEqualTo("0");
        assertThat(patient.server.column("SELECT id FROM (SELECT * FROM prices EXCEPT SELECT * FROM oracle_prices) d"))
                .as("a value written after the merge stays")
                .containsExactly("p30");
        assertThat(patient.server.query("SELECT count(*) FROM notes WHERE account > 500"))
                .isEqualTo("0");
    }

    @Test
    @Order(10)
    void aMergeThatWasTakenBackIsMadeOnceMoreAndTakenBackAgain() {
        String before = patient.server.query("SELECT count(*) FROM " + ACCOUNTS);
        MergeResult again = merge(plan, plan.hash());
        assertThat(again.found()).as("done now, and not found done").isFalse();
        assertThat(patient.server.query("SELECT count(*) FROM " + ACCOUNTS)).isNotEqualTo(before);
        assertThat(merge(plan, plan.hash()).found())
                .as("the second try finds the first")
                .isTrue();
        run(new UndoMergeTask(), new UndoMergeTask.Input(plan, difference), UndoResult.class);
        assertThat(patient.server.query("SELECT count(*) FROM " + ACCOUNTS)).isEqualTo(before);
        assertThat(patient.server.query(
                        "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'playbook\\_rescue\\_%\\_undone\\_1'"))
                .as("what the first one replaced is kept")
                .isEqualTo("1");
    }

    @Test
    @Order(11)
    void theSideInstanceIsRemovedWithItsServer() {
        assertThat(patient.script("remove-side.sh", Map.of())).returns(0, Patient.Ended::code);
        org.awaitility.Awaitility.await()
                .until(() -> ProcessHandle.of(side.pid())
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
        assertThat(patient.work.resolve("side")).doesNotExist();
        assertThat(patient.script("remove-side.sh", Map.of())).returns(0, Patient.Ended::code);
    }

    private SideInstance replay(playbook.incident.RecoveryTarget target) {
        Patient.Ended ended = patient.script("replay.sh", ReplayTarget.environment(target, culprit));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }

    private RecoveryPlan plan() {
        return run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input("DL-2026-0001", culprit, difference),
                RecoveryPlan.class);
    }

    private MergeResult merge(RecoveryPlan plan, String hash) {
        return run(new MergeRowsTask(), new MergeRowsTask.Input(plan, hash, difference), MergeResult.class);
    }

    private <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(patient.context(input, results));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }

    private static TablePlan table(RecoveryPlan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.table().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String fingerprint() {
        return patient.server.query("SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (SELECT 'a' || a::text AS row"
                + " FROM " + ACCOUNTS + " a UNION ALL SELECT 'o' || o::text FROM orders o UNION ALL SELECT 'p' ||"
                + " p::text FROM parts p UNION ALL SELECT 'n' || n::text FROM notes n UNION ALL SELECT 'q' || q::text"
                + " FROM prices q UNION ALL SELECT 't' || oid::text FROM pg_class WHERE relpersistence <> 't') r");
    }
}
