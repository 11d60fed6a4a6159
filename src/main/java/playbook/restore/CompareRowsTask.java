package playbook.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RowDifference;
import playbook.incident.Sha256;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableDifference;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;

/** Writes {@code rows/<oid>.difference} for each table in which the culprit destroyed rows. */
public final class CompareRowsTask implements WorkerTask {

    record Input(Culprit culprit, SideInstance side) {}

    @Override
    public String name() {
        return "compareRows";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        input.side().mustStandAfter();
        List<TableDifference> tables = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        try (Connection side = Connections.openCopy(
                context.target(), input.side().host(), input.side().port())) {
            Catalog.prepareForReading(side);
            // Each row is read twice: before and after the culprit.
            long estimate = 2
                    * Catalog.estimatedRows(
                            side, ReadBeforeTask.tables(input.culprit()).keySet());
            context.progress(0, estimate, "rows");
            long[] read = {0};
            Runnable progress = () -> context.progress(++read[0], Math.max(estimate, read[0] + 1), "rows");
            for (TableChange change : ReadBeforeTask.tables(input.culprit()).values()) {
                tables.add(compare(context, side, input.culprit(), change, progress));
            }
            for (TableChange change : onlyFilled(input.culprit())) {
                Optional<TableShape> shape = Catalog.table(side, change.oid());
                if (shape.isEmpty() || Catalog.made(side, change.oid(), xids(input.culprit()))) {
                    remarks.add(filled(input.culprit(), change, shape.isEmpty()));
                } else {
                    tables.add(added(context, side, input.culprit(), change, shape.get(), progress));
                }
            }
        }
        context.result(new RowDifference(tables, remarks, RowDifference.SIDE_INSTANCE, null, 0));
    }

    private static TableDifference compare(
            WorkerContext context, Connection side, Culprit culprit, TableChange change, Runnable progress)
            throws Exception {
        Optional<TableShape> found = Catalog.table(side, change.oid());
        TableShape shape = found.orElseThrow(() -> new HintedException(
                "the table " + change.table() + " (OID " + change.oid()
                        + ") is gone after the culprit: it was dropped.",
                "rows cannot be put back into it: restore the whole table, for example from the logical backup."));
        Path file = RowFiles.folder(context.work()).resolve(change.oid() + ".difference");
        MergeJoin join = new MergeJoin(shape, done -> progress.run());
        try (var before = Files.newInputStream(file.resolveSibling(change.oid() + ".before"))) {
            RowFiles.write(
                    file, out -> join.run(RowFiles.lines(before), RowReader.after(side, shape, xids(culprit)), out));
        }
        return difference(change, shape, join, file, new WalWitness(culprit, change, join).mismatches(shape));
    }

    /** For a table into which the culprit only inserted, the rows before it need not be read. */
    private static TableDifference added(
            WorkerContext context,
            Connection side,
            Culprit culprit,
            TableChange change,
            TableShape shape,
            Runnable progress)
            throws Exception {
        Path file = RowFiles.folder(context.work()).resolve(change.oid() + ".difference");
        MergeJoin join = new MergeJoin(shape, done -> progress.run());
        RowFiles.write(file, out -> join.run(() -> null, RowReader.written(side, shape, xids(culprit)), out));
        return difference(change, shape, join, file, new WalWitness(culprit, change, join).mismatches(shape));
    }

    /** That this is no loss, for people. */
    static String filled(Culprit culprit, TableChange change, boolean gone) {
        return "Transaction %d filled %s with %d rows and %s: nothing of that is undone."
                .formatted(
                        culprit.xid(),
                        change.table(),
                        change.rows(),
                        gone ? "removed it again" : "made that table itself");
    }

    static List<Long> xids(Culprit culprit) {
        return Stream.concat(Stream.of(culprit.xid()), culprit.subtransactions().stream())
                .toList();
    }

    private static List<TableChange> onlyFilled(Culprit culprit) {
        Map<Long, TableChange> destroyed = ReadBeforeTask.tables(culprit);
        return culprit.tables().stream()
                .filter(change -> change.oid() != 0 && !destroyed.containsKey(change.oid()))
                .toList();
    }

    static TableDifference difference(
            TableChange change, TableShape shape, MergeJoin join, Path file, List<String> mismatches)
            throws IOException {
        return new TableDifference(
                change.table(),
                change.oid(),
                shape.columns().stream().map(TableColumn::name).toList(),
                shape.columns().stream().map(TableColumn::type).toList(),
                shape.key().stream()
                        .map(match -> shape.columns().get(match.column()).name())
                        .toList(),
                join.before,
                join.after,
                join.deleted,
                join.updated,
                join.inserted,
                join.touched,
                file.getFileName().toString(),
                Sha256.of(file),
                mismatches);
    }
}
