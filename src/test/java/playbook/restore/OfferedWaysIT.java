package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import playbook.InTurn;
import playbook.assess.Assessed;
import playbook.decide.Ranking;
import playbook.evidence.Json;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.CutOverPlan;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.StopPoint;
import playbook.incident.StrategyOptions.Option;
import playbook.operation.WorkerTask;
import playbook.postgres.TestServer;

/**
 * No way that is offered fails for a reason that was known before: of each case from the field the menu is made as for a
 * person, by what the workers find out of a real server, and each way on it is carried out.
 */
@InTurn(2)
class OfferedWaysIT {

    private static final String INCIDENT = "DL-2026-0001";

    private static Patient patient;
    private static final List<Lost> LOST = new ArrayList<>();

    /** A case that has happened. */
    private record Lost(
            FieldCase what, String schema, List<String> before, Instant since, Lsn from, long xid, Lsn until) {}

    /** All are in one WAL after one base backup, so that one side instance goes from each to the next. */
    @BeforeAll
    static void loseAll() throws Exception {
        patient = new Patient(TestServer.with().set("autovacuum", "off"));
        patient.server.execute(
                "CREATE EXTENSION btree_gist WITH SCHEMA pg_catalog", "CREATE EXTENSION lo WITH SCHEMA public");
        int number = 0;
        for (FieldCase one : FieldCase.ALL) {
            String schema = "case" + ++number;
            patient.server.execute("CREATE SCHEMA " + schema);
            for (String statement : one.setUp()) {
                commit(schema, List.of(statement));
            }
        }
        patient.wholeBackup("b1");
        number = 0;
        for (FieldCase one : FieldCase.ALL) {
            String schema = "case" + ++number;
            List<String> before = rows(patient.server.port(), schema, one.tables());
            patient.server.execute("SELECT pg_switch_wal()", "SELECT pg_current_xact_id()");
            Instant since = Instant.now();
            Lsn from = Lsn.parse(patient.server.query("SELECT pg_current_wal_insert_lsn()"));
            long first = 0;
            for (List<String> statements : one.commits()) {
                long xid = commit(schema, statements);
                first = first == 0 ? xid : first;
            }
            Lsn until = Lsn.parse(patient.server.query("SELECT pg_current_wal_flush_lsn()"));
            LOST.add(new Lost(one, schema, before, since, from, first, until));
        }
        for (Lost lost : LOST) {
            for (String statement : lost.what().later()) {
                alone(lost.schema(), statement);
            }
        }
        patient.archiveAll();
        assertThat(patient.restoreBase("b1").code()).isZero();
        Files.createDirectories(patient.work);
    }

    @AfterAll
    static void stop() {
        patient.close();
    }

    @Test
    void eachWayThatIsOfferedBringsEachCaseBack() {
        BackupList backups = Assessed.backups(OfferedWaysIT::context);
        Ranking ranking = new Ranking(patient.server.target());
        List<Executable> cases = new ArrayList<>();
        for (Lost lost : LOST) {
            cases.add(() -> carriedOut(lost, ranking, backups));
        }
        assertThat(cases).hasSameSizeAs(FieldCase.ALL).hasSizeGreaterThan(15);
        Assertions.assertAll(cases);
    }

    private void carriedOut(Lost lost, Ranking ranking, BackupList backups) {
        String name = lost.what().name();
        CulpritSearch search = Assessed.search(OfferedWaysIT::context, lost.since(), lost.until());
        Culprit culprit = search.suspects().stream()
                .map(CulpritSearch.Suspect::culprit)
                .filter(one -> one.did(lost.xid()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": not found in " + search.suspects()));
        Option rows = ranking.option("row-recovery", culprit, search, backups);
        Option back = ranking.option("point-in-time-recovery", culprit, search, backups);

        assertThat(back.reasonIfNot()).as(name).isEmpty();
        SideInstance before = replay(Patient.beforeItsLocks(culprit), culprit);
        assertThat(rows(before.port(), lost.schema(), lost.what().tables()))
                .as(name + ": right before")
                .isEqualTo(lost.before());
        CutOverPlan plan = run(
                new PlanCutOverTask(),
                new PlanCutOver.Input(
                        INCIDENT,
                        new StopPoint(StopPoint.Kind.TRANSACTION, Long.toString(culprit.xid()), 1),
                        culprit.commitLsn(),
                        "b1",
                        culprit,
                        search.from()),
                CutOverPlan.class);
        assertThat(plan.hash()).as(name).hasSize(64);

        if (!lost.what().notByRows().isEmpty()) {
            assertThat(rows.reasonIfNot()).as(name).startsWith(lost.what().notByRows());
            return;
        }
        assertThat(rows.reasonIfNot()).as(name).isEmpty();
        givenBack(lost, culprit, before);
    }

    private void givenBack(Lost lost, Culprit culprit, SideInstance before) {
        String name = lost.what().name();
        run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit, before), RowsBefore.class);
        SideInstance after = replay(ReplayTarget.after(culprit), culprit);
        RowDifference difference =
                run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, after), RowDifference.class);
        assertThat(difference.tables())
                .as(name)
                .allSatisfy(table -> assertThat(table.mismatches()).isEmpty());
        RecoveryPlan plan = run(
                new PlanRecoveryTask(), new PlanRecoveryTask.Input(INCIDENT, culprit, difference), RecoveryPlan.class);
        assertThat(plan.tables().stream()
                        .flatMap(table -> table.conflicts().stream())
                        .mapToLong(RecoveryPlan.Listed::count)
                        .sum())
                .as(name + ": " + plan.tables())
                .isEqualTo(lost.what().conflicts());
        MergeResult merged =
                run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), MergeResult.class);
        assertThat(merged.planHash()).isEqualTo(plan.hash());
        List<String> missing = new ArrayList<>(lost.before());
        rows(patient.server.port(), lost.schema(), lost.what().tables()).forEach(missing::remove);
        assertThat(missing)
                .as(name + ": rows that are not back")
                .hasSize(lost.what().conflicts());
        run(new UndoMergeTask(), new UndoMergeTask.Input(plan, difference), Object.class);
    }

    private static SideInstance replay(playbook.incident.RecoveryTarget target, Culprit culprit) {
        Patient.Ended ended = patient.script("replay.sh", ReplayTarget.environment(target, culprit));
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), SideInstance.class);
    }

    private static playbook.operation.WorkerContext context(Object input, List<Object> results) {
        return patient.context(input, results);
    }

    private static <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            task.run(patient.context(input, results));
        } catch (Exception e) {
            throw new AssertionError(task.name() + ": " + e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }

    private static List<String> rows(int port, String schema, List<String> tables) {
        List<String> rows = new ArrayList<>();
        for (String table : tables) {
            patient.onSide(port, "SELECT t::text FROM " + schema + "." + table + " t ORDER BY 1")
                    .forEach(row -> rows.add(table + " " + row));
        }
        return rows;
    }

    private static long commit(String schema, List<String> statements) throws SQLException {
        try (Connection connection = patient.server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET search_path = " + schema + ", public");
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (var row = statement.executeQuery("SELECT pg_current_xact_id()::xid")) {
                row.next();
                long xid = row.getLong(1);
                connection.commit();
                return xid;
            }
        }
    }

    /** VACUUM runs in no transaction block. */
    private static void alone(String schema, String sql) throws SQLException {
        try (Connection connection = patient.server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + schema + ", public");
            statement.execute(sql);
        }
    }
}
