package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.assess.Assessed;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryTarget;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.operation.WorkerTask;
import playbook.postgres.TestServer;

/** From the search to the rows, with a real base backup and a catalog that has forgotten the files of the past. */
class RewrittenTablesIT {

    private static Patient patient;

    @BeforeAll
    static void start() {
        patient = new Patient(TestServer.with().set("autovacuum", "off"));
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    /** BR-02, with both of its variants in one transaction. */
    @Test
    void rowsOfTablesThatWereRewrittenSinceComeBack() {
        patient.server.execute(
                "CREATE TABLE customers (id int PRIMARY KEY, name text)",
                "INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 5000) i",
                "CREATE TABLE clients (id int PRIMARY KEY, name text)",
                "INSERT INTO clients SELECT i, 'c' || i FROM generate_series(1, 500) i");
        String before = rows();
        patient.baseBackup("b1");
        Instant begin = Instant.now();
        patient.server.execute(
                "BEGIN; DELETE FROM customers WHERE id > 3000; DELETE FROM clients WHERE id > 300; COMMIT",
                "VACUUM FULL customers",
                "ALTER TABLE clients ADD token uuid DEFAULT gen_random_uuid()",
                "VACUUM pg_class",
                "CHECKPOINT");
        Culprit culprit = found(begin);
        assertThat(culprit.tables())
                .extracting(change -> change.table().toString(), TableChange::operation, TableChange::rows)
                .containsExactly(
                        tuple("public.customers", Operation.DELETE, 2000L),
                        tuple("public.clients", Operation.DELETE, 200L));

        assertThat(patient.restoreBase("b1").code()).isZero();
        SideInstance side = replay(Patient.beforeItsLocks(culprit), culprit);
        run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, side), RowsBefore.class);
        side = replay(ReplayTarget.after(culprit), culprit);
        RowDifference difference =
                run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, side), RowDifference.class);
        RecoveryPlan plan = run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input("DL-2026-0002", culprit, difference),
                RecoveryPlan.class);
        run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), MergeResult.class);
        assertThat(rows()).isEqualTo(before);
    }

    /** HC-1: 599 values, and good updates around it. */
    @Test
    void theValuesOfADroppedColumnAreThereWhereGoingBackStops() {
        patient.server.execute(
                "CREATE TABLE customer (id int PRIMARY KEY, email text)",
                "INSERT INTO customer SELECT i, i || '@example.org' FROM generate_series(1, 599) i",
                "CREATE TABLE payment (id int PRIMARY KEY, paid int)",
                "INSERT INTO payment SELECT i, 0 FROM generate_series(1, 200) i",
                "CHECKPOINT");
        patient.baseBackup("b2");
        Instant begin = Instant.now();
        patient.server.execute(
                "UPDATE payment SET paid = 1 WHERE id <= 20",
                "ALTER TABLE customer DROP COLUMN email",
                "UPDATE payment SET paid = 2 WHERE id <= 20");
        Culprit culprit = found(begin);
        assertThat(culprit.tables())
                .extracting(TableChange::altered)
                .containsExactly("drops column email of public.customer, which has 599 rows");

        assertThat(patient.restoreBase("b2").code()).isZero();
        SideInstance side = replay(Patient.beforeItsLocks(culprit), culprit);
        assertThat(patient.onSide(
                        side.port(), "SELECT count(email) || ' ' || (SELECT sum(paid) FROM payment) FROM customer"))
                .containsExactly("599 20");
    }

    /** The first that committed since; the search reads further back, where the other case was. */
    private static Culprit found(Instant begin) {
        return Assessed.search(patient::context, begin, null).suspects().stream()
                .map(CulpritSearch.Suspect::culprit)
                .filter(culprit -> culprit.committedAt().isAfter(begin))
                .findFirst()
                .orElseThrow();
    }

    private static String rows() {
        return patient.server.query("SELECT md5(string_agg(r, ',' ORDER BY r)) FROM (SELECT 'u' || id || name AS r FROM"
                + " customers UNION ALL SELECT 'c' || id || name FROM clients) x");
    }

    private static SideInstance replay(RecoveryTarget target, Culprit culprit) {
        Patient.Ended ended = patient.script("replay.sh", Map.copyOf(ReplayTarget.environment(target, culprit)));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }

    private static <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(patient.context(input, results));
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }
}
