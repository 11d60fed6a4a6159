package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import playbook.evidence.Json;
import playbook.incident.CatalogCopy;
import playbook.incident.Culprit;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableDifference;
import playbook.incident.TableName;
import playbook.incident.UndoResult;
import playbook.incident.UnloggedLoss;
import playbook.operation.WorkerTask;
import playbook.postgres.TestServer;
import playbook.postgres.TransactionsIn;

/**
 * Row recovery on one server that is its own side instance: it is read just before the transaction and just after it, and
 * the transaction is described by what its WAL tells. No replay, so that a case takes a second.
 */
final class RowRecovery implements AutoCloseable {

    static final String INCIDENT = "DL-2026-0001";

    final Patient patient;
    Culprit culprit;
    RowsBefore rowsBefore;
    RowDifference difference;

    /** What the dead rows told of the last transaction, with {@link #fromBothSources}; imaged rows are those of the WAL. */
    RowDifference fromHeap = new RowDifference(List.of());

    private boolean bothSources;
    private String[] later = {};

    RowRecovery() {
        this(TestServer.with());
    }

    @SuppressWarnings("NullAway.Init")
    RowRecovery(TestServer.Settings settings) {
        patient = new Patient(settings);
    }

    /** Each transaction is also found in the dead rows of the server's own files, and both must tell the same rows. */
    RowRecovery fromBothSources() {
        bothSources = true;
        return this;
    }

    @Override
    public void close() {
        patient.close();
    }

    /** Nothing of the former case is left. */
    void tables(String... statements) {
        patient.server.execute(
                "DO $$DECLARE s text; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND"
                        + " nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP; END$$",
                "CREATE SCHEMA public", "GRANT ALL ON SCHEMA public TO PUBLIC");
        patient.server.execute(statements);
    }

    void execute(String... statements) {
        patient.server.execute(statements);
    }

    String query(String sql) {
        return patient.server.query(sql);
    }

    List<String> column(String sql) {
        return patient.server.column(sql);
    }

    /** One transaction, and what is to be known of it. */
    void destroys(String... statements) {
        List<TableChange> all = patient
                .server
                .column("SELECT oid FROM pg_class WHERE relkind = 'r' AND relpersistence ="
                        + " 'p' AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') OR oid IN"
                        + " (2613, 2995)")
                .stream()
                .map(oid -> new TableChange(new TableName("any", oid), Long.parseLong(oid), Operation.UPDATE, -1))
                .toList();
        rowsBefore =
                run(new ReadBeforeTask(), new ReadBeforeTask.Input(culprit(0, all), side(false)), RowsBefore.class);
        Lsn from = Lsn.parse(query("SELECT pg_current_wal_insert_lsn()"));
        long xid = commit(statements);
        culprit = TransactionsIn.wal(patient.server, from, xid);
        if (!bothSources) {
            difference = compareAgain();
            return;
        }
        // Reading the tables may prune them: first the heap, where nothing shall happen between.
        RowDifference heap = later.length == 0 ? readHeap() : null;
        difference = compareAgain();
        if (heap == null) {
            execute(later);
            later = new String[0];
            heap = readHeap();
        }
        mustTellTheSame(heap);
    }

    private void mustTellTheSame(RowDifference heap) {
        fromHeap = heap;
        assertThat(heap.source()).isEqualTo(RowDifference.HEAP);
        assertThat(heap.remarks()).isEqualTo(difference.remarks());
        assertThat(told(heap)).as("rows by the heap").isEqualTo(told(difference));
    }

    /** Without how many rows were read, which is all that the sources differ in; the files are compared by their digest. */
    private static List<TableDifference> told(RowDifference difference) {
        return difference.tables().stream()
                .map(table -> new TableDifference(
                        table.table(),
                        table.oid(),
                        table.columns(),
                        table.types(),
                        table.key(),
                        0,
                        0,
                        table.deleted(),
                        table.updated(),
                        table.inserted(),
                        table.touched(),
                        table.file(),
                        table.sha256(),
                        table.mismatches()))
                .toList();
    }

    /** On a server of its own, with a copy of the catalogs as they are now. */
    RowDifference readHeap() {
        return readHeap(copyCatalogs());
    }

    RowDifference readHeap(CatalogCopy copy) {
        return readHeap(copy, false);
    }

    RowDifference readHeap(CatalogCopy copy, boolean otherSource) {
        return run(new ReadHeapTask(), new ReadHeapTask.Input(culprit, copy, otherSource), RowDifference.class);
    }

    /** The culprit, as if it had deleted a row of this table, too. */
    Culprit with(String table) {
        List<TableChange> tables = new ArrayList<>(culprit.tables());
        tables.add(patient.change(table, Operation.DELETE, 1));
        return new Culprit(
                culprit.xid(),
                culprit.subtransactions(),
                culprit.firstLsn(),
                culprit.commitLsn(),
                culprit.endLsn(),
                culprit.timeline(),
                culprit.committedAt(),
                tables);
    }

    CatalogCopy copyCatalogs() {
        patient.endCatalogs();
        Patient.Ended ended = patient.scriptAsServer("copy-catalogs.sh", Map.of());
        assertThat(ended.code()).as(ended.output()).isZero();
        return Json.read(ended.result(), CatalogCopy.class);
    }

    /** What is done after the next transaction, before its dead rows are looked for. */
    void afterwards(String... statements) {
        later = statements;
    }

    /** Does it while another session has done these statements and not yet committed. */
    void whileOpen(List<String> statements, Runnable meanwhile) {
        try (Connection connection = patient.server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            meanwhile.run();
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** One transaction whose rows are not compared. */
    void truncates(String... statements) {
        Lsn from = Lsn.parse(query("SELECT pg_current_wal_insert_lsn()"));
        culprit = TransactionsIn.wal(patient.server, from, commit(statements));
    }

    RowDifference compareAgain() {
        return run(new CompareRowsTask(), new CompareRowsTask.Input(culprit, side(true)), RowDifference.class);
    }

    /** Where the comparison and the WAL disagree. */
    List<String> mismatches() {
        return difference.tables().stream()
                .flatMap(table -> table.mismatches().stream())
                .toList();
    }

    TableDifference difference(String table) {
        return difference.tables().stream()
                .filter(one -> one.table().name().equals(table))
                .findFirst()
                .orElseThrow();
    }

    RecoveryPlan plan() {
        return run(
                new PlanRecoveryTask(), new PlanRecoveryTask.Input(INCIDENT, culprit, difference), RecoveryPlan.class);
    }

    /** With what the assessment counted. */
    RecoveryPlan plan(List<UnloggedLoss> unlogged) {
        return run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input(INCIDENT, culprit, difference, false, List.of(), unlogged),
                RecoveryPlan.class);
    }

    RecoveryPlan planKeepingAdded() {
        return plan(true);
    }

    /** @param leftOut as {@code table key} in the schema public */
    RecoveryPlan plan(boolean keepAdded, String... leftOut) {
        List<RowKey> rows = Stream.of(leftOut)
                .map(row -> row.split(" ", 2))
                .map(row -> new RowKey(new TableName("public", row[0]), row[1]))
                .toList();
        return run(
                new PlanRecoveryTask(),
                new PlanRecoveryTask.Input(INCIDENT, culprit, difference, keepAdded, rows, List.of()),
                RecoveryPlan.class);
    }

    MergeResult merge(RecoveryPlan plan) {
        return run(new MergeRowsTask(), new MergeRowsTask.Input(plan, plan.hash(), difference), MergeResult.class);
    }

    UndoResult undo(RecoveryPlan plan) {
        return run(new UndoMergeTask(), new UndoMergeTask.Input(plan, difference), UndoResult.class);
    }

    static TablePlan table(RecoveryPlan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.table().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Every row of every table that is not the playbook's own. */
    List<String> everything() {
        List<String> tables =
                column("SELECT format('ONLY %I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON"
                        + " n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname !~ '^(pg|playbook)_' AND n.nspname <>"
                        + " 'information_schema' ORDER BY 1");
        List<String> rows = new ArrayList<>();
        for (String table : tables) {
            column("SELECT (playbook_row.*)::text FROM " + table + " AS playbook_row ORDER BY 1")
                    .forEach(row -> rows.add(table + " " + row));
        }
        return rows;
    }

    /** Every row of these tables, to be compared with itself. */
    List<String> rows(String... tables) {
        List<String> rows = new ArrayList<>();
        for (String table : tables) {
            column("SELECT t::text FROM " + table + " t ORDER BY 1").forEach(row -> rows.add(table + " " + row));
        }
        return rows;
    }

    private long commit(String... statements) {
        try (Connection connection = patient.server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (var row = statement.executeQuery("SELECT pg_current_xact_id()::xid")) {
                row.next();
                long xid = row.getLong(1);
                connection.commit();
                return xid;
            }
        } catch (SQLException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static Culprit culprit(long xid, List<TableChange> tables) {
        return new Culprit(xid, List.of(), new Lsn(1), new Lsn(2), new Lsn(3), 1, Instant.EPOCH, tables);
    }

    private SideInstance side(boolean inclusive) {
        return new SideInstance(
                "127.0.0.1", patient.server.port(), "", "", 0, "b1", new Lsn(1), "", new Lsn(2), "here", inclusive);
    }

    private <T> T run(WorkerTask task, Object input, Class<T> type) {
        List<Object> results = new ArrayList<>();
        try {
            Files.createDirectories(patient.work);
            task.run(patient.context(input, results));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return type.cast(results.get(0));
    }
}
