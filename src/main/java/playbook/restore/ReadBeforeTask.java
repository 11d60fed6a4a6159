package playbook.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.Defects;
import playbook.incident.HintedException;
import playbook.incident.Lsn;
import playbook.incident.Resource;
import playbook.incident.RowsBefore;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;

/** Writes {@code rows/<oid>.before} for each table in which the culprit destroyed rows. */
public final class ReadBeforeTask implements WorkerTask {

    /**
     * @param searchedFrom where the search for the culprit began; null in the input of a former version's job
     * @param partial whether the side instance has the rows of the culprit's tables only, so that it cannot tell what did
     *     not hold in the database before the loss
     */
    record Input(
            Culprit culprit, SideInstance side, @Nullable Lsn searchedFrom, boolean partial) {

        Input(Culprit culprit, SideInstance side) {
            this(culprit, side, null, false);
        }
    }

    @Override
    public String name() {
        return "readBefore";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        input.side().mustStandBefore();
        Path folder = RowFiles.folder(context.work());
        long[] total = {0};
        List<RowsBefore.TableRows> tables = new ArrayList<>();
        Map<String, Long> sequences;
        // Runs at the same time in another session: on a large database it takes as long as reading the rows.
        CompletableFuture<@Nullable Defects> defects =
                CompletableFuture.supplyAsync(() -> input.partial() ? null : defects(context, input));
        try (Connection side = side(context, input)) {
            Catalog.prepareForReading(side);
            if (input.culprit().wholeTables()) {
                new WrittenMeanwhile(context, input.culprit(), input.searchedFrom()).rowsMustBeNone(side);
            }
            long estimate = Catalog.estimatedRows(side, tables(input.culprit()).keySet());
            context.progress(0, estimate, "rows");
            for (TableChange change : tables(input.culprit()).values()) {
                TableShape shape = Catalog.table(side, change.oid())
                        .orElseThrow(() -> new HintedException(
                                "the table " + change.table() + " (OID " + change.oid()
                                        + ") is not on the side instance.",
                                "is it a view, a foreign table, or in another database?"));
                RowLines lines = RowReader.before(side, shape);
                long[] rows = {0};
                RowFiles.write(folder.resolve(change.oid() + ".before"), out -> {
                    for (byte[] line = lines.next(); line != null; line = lines.next()) {
                        out.write(line);
                        out.write('\n');
                        rows[0]++;
                        context.progress(++total[0], Math.max(estimate, total[0] + 1), "rows");
                    }
                });
                tables.add(new RowsBefore.TableRows(change.table(), change.oid(), rows[0]));
            }
            sequences = sequences(side);
        }
        context.result(new RowsBefore(tables, defects.get(), sequences));
    }

    private static Map<String, Long> sequences(Connection side) throws SQLException {
        Map<String, Long> sequences = new LinkedHashMap<>();
        for (List<String> row : Catalog.rows(side, Resource.text("playbook/restore/sequences-before.sql"))) {
            sequences.put(row.get(0), Long.parseLong(row.get(1)));
        }
        return sequences;
    }

    private static Defects defects(WorkerContext context, Input input) {
        try (Connection side = side(context, input)) {
            return DefectReading.all(side);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the session that looked for defects", e);
        }
    }

    private static Connection side(WorkerContext context, Input input) {
        return Connections.openCopy(
                context.target(), input.side().host(), input.side().port());
    }

    /** The tables to read by OID, without those into which the culprit only inserted. */
    static Map<Long, TableChange> tables(Culprit culprit) {
        Map<Long, TableChange> tables = new LinkedHashMap<>();
        for (TableChange change : culprit.tables()) {
            if (change.operation() != TableChange.Operation.INSERT) {
                tables.putIfAbsent(change.oid(), change);
            }
        }
        return tables;
    }
}
