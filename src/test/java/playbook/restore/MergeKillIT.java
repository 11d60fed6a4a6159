package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.operation.WorkerTask;

/** The merge as a process of its own, on two tables that refer to each other; the server is its own side instance. */
class MergeKillIT {

    private static final String MARK = "playbook_rescue_dl_2026_0001.merge";

    private final Patient patient = new Patient();
    private final List<Process> workers = new ArrayList<>();

    @AfterEach
    void nothingStays() {
        workers.forEach(Process::destroyForcibly);
        patient.close();
    }

    @Test
    void aMergeKilledAtAnyPointIsDoneOnce() throws Exception {
        patient.server.execute(
                "CREATE TABLE husbands (id int PRIMARY KEY, wife int)",
                "CREATE TABLE wives (id int PRIMARY KEY, husband int REFERENCES husbands DEFERRABLE INITIALLY DEFERRED)",
                "INSERT INTO husbands SELECT i, i FROM generate_series(1, 300) i",
                "INSERT INTO wives SELECT i, i FROM generate_series(1, 300) i",
                "ALTER TABLE husbands ADD FOREIGN KEY (wife) REFERENCES wives DEFERRABLE INITIALLY DEFERRED",
                // It stops the merge in the middle, as long as the test holds the same lock.
                "CREATE FUNCTION waited(id int) RETURNS bool LANGUAGE plpgsql AS $$BEGIN IF id = 250 THEN PERFORM"
                        + " pg_catalog.pg_advisory_xact_lock(42); END IF; RETURN true; END$$");
        String before = rows();
        RowDifference difference = difference();
        patient.server.execute("ALTER TABLE husbands ADD CHECK (waited(id)) NOT VALID");
        String lost = rows();
        RecoveryPlan plan = run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input("DL-2026-0001", culprit(), difference),
                RecoveryPlan.class);
        assertThat(plan.tables())
                .allSatisfy(table -> assertThat(table.toInsert()).isEqualTo(100));
        Object input = new MergeRowsTask.Input(plan, plan.hash(), difference);

        try (Connection holder = patient.server.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(42)");
            Process inTheMiddle = worker("killed-in-the-middle", input);
            until("SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            kill(inTheMiddle);
        }
        until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'playbook'");
        assertThat(rows()).isEqualTo(lost);
        assertThat(patient.server.query("SELECT to_regclass('" + MARK + "')")).isEmpty();

        // Nobody reads this pipe: the worker has committed and cannot write its result.
        Path job = patient.server.folder("killed-after-commit");
        new ProcessBuilder("mkfifo", job.resolve("result.json.new").toString())
                .start()
                .waitFor();
        Process afterCommit = worker("killed-after-commit", input);
        until("SELECT to_regclass('" + MARK + "') IS NOT NULL");
        kill(afterCommit);
        assertThat(job.resolve("result.json")).doesNotExist();
        assertThat(rows()).isEqualTo(before);
        MergeResult committed = Json.read(patient.server.query("SELECT result FROM " + MARK), MergeResult.class);

        Process again = worker("again", input);
        assertThat(again.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).as(output("again")).isZero();
        MergeResult found =
                Json.read(Files.readString(patient.server.folder("again").resolve("result.json")), MergeResult.class);
        assertThat(found.found()).isTrue();
        assertThat(found.tables()).isEqualTo(committed.tables());
        assertThat(rows()).isEqualTo(before);
    }

    private RowDifference difference() {
        run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit(), side(false)), RowsBefore.class);
        patient.commit(List.of(), "DELETE FROM husbands WHERE id > 200", "DELETE FROM wives WHERE id > 200");
        return run(new CompareRowsTask(), new CompareRowsTask.Input(culprit(), side(true)), RowDifference.class);
    }

    private Culprit culprit() {
        List<TableChange> tables = List.of(
                patient.change("husbands", Operation.DELETE, 100), patient.change("wives", Operation.DELETE, 100));
        return new Culprit(1, List.of(), new Lsn(1), new Lsn(2), new Lsn(3), 1, Instant.EPOCH, tables);
    }

    private SideInstance side(boolean inclusive) {
        return new SideInstance(
                "127.0.0.1", patient.server.port(), "", "", 0, "b1", new Lsn(1), "", new Lsn(2), "here", inclusive);
    }

    private String rows() {
        return patient.server.query("SELECT md5(string_agg(r, ',' ORDER BY r)) FROM (SELECT 'h' || h::text AS r FROM"
                + " husbands h UNION ALL SELECT 'w' || w::text FROM wives w) x");
    }

    private Process worker(String name, Object input) throws IOException {
        Path job = patient.server.folder(name);
        Files.writeString(job.resolve("input.json"), Json.write(input));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "playbook.Worker",
                        "mergeRows")
                .redirectErrorStream(true)
                .redirectOutput(new File(job.toFile(), "output"));
        builder.environment().putAll(patient.environment(job));
        Process process = builder.start();
        workers.add(process);
        return process;
    }

    private String output(String name) throws IOException {
        return Files.readString(patient.server.folder(name).resolve("output"));
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.isAlive()).isTrue();
        process.destroyForcibly().waitFor();
    }

    private void until(String truth) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> patient.server.query(truth).equals("t"));
    }

    private <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(patient.context(input, results));
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }
}
