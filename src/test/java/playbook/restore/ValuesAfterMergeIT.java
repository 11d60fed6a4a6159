package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.incident.Culprit;
import playbook.incident.DataChecks.Check;
import playbook.incident.DataChecks.Check.Outcome;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowCounts;
import playbook.incident.RowDifference;
import playbook.incident.Sha256;
import playbook.incident.TableDifference;
import playbook.incident.TableName;
import playbook.operation.TestEvidence;
import playbook.operation.TestJob;
import playbook.operation.WorkerTask;
import playbook.validate.DataCheck;

/** A real merge, then the check that compares what it wrote with what the plan gave back. */
class ValuesAfterMergeIT {

    private static final String CHECK = "rows that came back have their values";

    private static Patient patient;

    @BeforeAll
    static void startServer() {
        patient = new Patient();
    }

    @AfterAll
    static void stopServer() {
        patient.close();
    }

    /** BR-22: the merge keeps such a trigger off; whatever fires it between the merge and the check is seen. */
    @Test
    void aTriggerThatIsAlwaysEnabledIsSeenInTheValuesThatCameBack() throws Exception {
        patient.server.execute(
                "create table t (id int primary key, v text, updated_at timestamptz default '2020-01-01')",
                "create function touch() returns trigger language plpgsql as 'begin new.updated_at := now(); return new;"
                        + " end'",
                "create trigger touch before insert or update on t for each row execute function touch()",
                "alter table t enable always trigger touch",
                "insert into t (id, v) select i, 'v' || i from generate_series(1, 50) i");
        Check check = mergedAndChecked(
                "t",
                List.of("id", "v", "updated_at"),
                List.of("integer", "text", "timestamp with time zone"),
                List.of("id"),
                IntStream.rangeClosed(51, 100)
                        .mapToObj(i -> "D\t" + i + "\tv" + i + "\t2020-01-01 00:00:00+00\t\\N\t\\N\t\\N")
                        .toList(),
                "update t set v = v where id > 50");

        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check.detail()).isEqualTo("public.t: 50 of 50 rows have another value in updated_at than planned");
    }

    @Test
    void rowsThatCameBackAsTheyWerePass() throws Exception {
        patient.server.execute("create table \"u's\" (\"A b\" int primary key, v numeric)");
        Check check = mergedAndChecked(
                "u's",
                List.of("A b", "v"),
                List.of("integer", "numeric"),
                List.of("A b"),
                List.of("D\t1\t1.50\t\\N\t\\N", "D\t2\t\\N\t\\N\t\\N"),
                "analyze \"u's\"");

        assertThat(check.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(check.detail()).isEqualTo("2 rows have the values of the plan in every column");
    }

    @Test
    void rowsWithoutAKeyAreCountedByAllTheirValues() throws Exception {
        patient.server.execute("create table k (v text)", "insert into k values ('stays')");
        Check check = mergedAndChecked(
                "k",
                List.of("v"),
                List.of("text"),
                List.of(),
                List.of("D\ta\t\\N", "D\ta\t\\N", "D\tb\t\\N"),
                "update k set v = 'B' where v = 'b'");

        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check.detail()).isEqualTo("public.k: 1 of 3 rows are not there with their values");
    }

    private static Check mergedAndChecked(
            String table,
            List<String> columns,
            List<String> types,
            List<String> key,
            List<String> lines,
            String afterwards)
            throws Exception {
        long oid = Long.parseLong(patient.server.query(
                "select oid from pg_class where relnamespace = 'public'::regnamespace and relname = '"
                        + table.replace("'", "''") + "'"));
        Path rows = Files.createDirectories(patient.work.resolve("rows"));
        Path file = rows.resolve(oid + ".difference");
        Files.writeString(file, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        RowDifference difference = new RowDifference(List.of(new TableDifference(
                new TableName("public", table),
                oid,
                columns,
                types,
                key,
                0,
                0,
                lines.size(),
                0,
                0,
                0,
                file.getFileName().toString(),
                Sha256.of(file),
                List.of())));
        String incident = "DL-2026-" + oid;
        Culprit culprit = new Culprit(700, List.of(), Lsn.ZERO, Lsn.ZERO, Lsn.ZERO, 1, Instant.EPOCH, List.of());
        RecoveryPlan plan = run(
                new PlanRecoveryTask(), new PlanRecoveryTask.Input(incident, culprit, difference), RecoveryPlan.class);
        MergeResult merged =
                run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), MergeResult.class);
        assertThat(merged.tables().get(0).inserted()).isEqualTo(lines.size());
        patient.server.execute(afterwards);
        TestEvidence evidence = new TestEvidence();
        Incident told = new Incident(incident, patient.server.target(), Instant.now(), "olivia", Instant.now());
        evidence.found(told, "countRows", new RowCounts(List.of(), null, null, Instant.EPOCH));
        evidence.found(told, "compareRows", difference);
        evidence.found(told, "mergeRows", merged);
        return DataCheck.run(evidence, told, new TestJob(patient.server)).of(CHECK);
    }

    private static <T> T run(WorkerTask task, Object input, Class<T> type) throws Exception {
        List<Object> results = new ArrayList<>();
        task.run(patient.context(input, results));
        return type.cast(results.get(0));
    }
}
