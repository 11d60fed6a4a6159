package playbook.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RowDifference;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
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
        if (!input.side().inclusive()) {
            throw new HintedException(
                    "the side instance stands before the culprit: "
                            + input.side().stoppedAt() + ".",
                    "replay it to after the culprit first.");
        }
        List<TableDifference> tables = new ArrayList<>();
        try (Connection side = Connections.openCopy(
                context.target(), input.side().host(), input.side().port())) {
            Catalog.prepareForReading(side);
            // Each row is read before and after.
            long estimate = 2
                    * Catalog.estimatedRows(
                            side, ReadBeforeTask.tables(input.culprit()).keySet());
            context.progress(0, estimate, "rows");
            long[] read = {0};
            for (TableChange change : ReadBeforeTask.tables(input.culprit()).values()) {
                tables.add(compare(
                        context,
                        side,
                        input.culprit(),
                        change,
                        () -> context.progress(++read[0], Math.max(estimate, read[0] + 1), "rows")));
            }
        }
        context.result(new RowDifference(tables));
    }

    private static TableDifference compare(
            WorkerContext context, Connection side, Culprit culprit, TableChange change, Runnable progress)
            throws Exception {
        Optional<TableShape> found = Catalog.table(side, change.oid());
        TableShape shape = found.orElseThrow(() -> new HintedException(
                "the table " + change.table() + " (OID " + change.oid()
                        + ") is gone after the culprit: it was dropped.",
                "rows cannot be put back into it: restore the whole table, for example from the logical backup."));
        List<Long> xids = Stream.concat(Stream.of(culprit.xid()), culprit.subtransactions().stream())
                .toList();
        Path folder = RowFiles.folder(context.work());
        Path file = folder.resolve(change.oid() + ".difference");
        MergeJoin join = new MergeJoin(shape, done -> progress.run());
        try (var before = Files.newInputStream(folder.resolve(change.oid() + ".before"))) {
            RowFiles.write(file, out -> join.run(RowFiles.lines(before), RowReader.after(side, shape, xids), out));
        }
        return new TableDifference(
                change.table(),
                change.oid(),
                shape.columns().stream().map(TableShape.Column::name).toList(),
                shape.columns().stream().map(TableShape.Column::type).toList(),
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
                RowFiles.sha256(file),
                mismatches(culprit, change, shape, join));
    }

    /** The second witness: what the WAL counted in this table. */
    private static List<String> mismatches(Culprit culprit, TableChange change, TableShape shape, MergeJoin join) {
        List<String> mismatches = new ArrayList<>();
        if (join.strangers > 0) {
            mismatches.add("%s: %d rows differ which transaction %d did not write"
                    .formatted(change.table(), join.strangers, culprit.xid()));
        }
        long updates = told(culprit, change.oid(), Operation.UPDATE);
        long deletes = told(culprit, change.oid(), Operation.DELETE);
        if (truncated(culprit, change.oid())) {
            return mismatches;
        }
        if (shape.lacksKey()) {
            // An update shows as one row gone and one row more, unless it wrote the same values.
            if (updates == 0 && deletes >= 0 && deletes != join.deleted) {
                mismatches.add(differ(change, "deleted", deletes, join.deleted));
            }
            return mismatches;
        }
        if (deletes >= 0 && deletes != join.deleted) {
            mismatches.add(differ(change, "deleted", deletes, join.deleted));
        }
        if (updates >= 0 && updates != join.touched) {
            mismatches.add(differ(change, "updated", updates, join.touched));
        }
        return mismatches;
    }

    private static boolean truncated(Culprit culprit, long oid) {
        return culprit.tables().stream()
                .anyMatch(change -> change.oid() == oid
                        && (change.operation() == Operation.TRUNCATE || change.operation() == Operation.DROP));
    }

    private static String differ(TableChange change, String what, long wal, long rows) {
        return "%s: the WAL tells of %d rows %s, the comparison found %d".formatted(change.table(), wal, what, rows);
    }

    /** -1 when the WAL could not tell. */
    private static long told(Culprit culprit, long oid, Operation operation) {
        List<Long> counts = culprit.tables().stream()
                .filter(change -> change.oid() == oid && change.operation() == operation)
                .map(TableChange::rows)
                .toList();
        return counts.contains(-1L)
                ? -1
                : counts.stream().mapToLong(Long::longValue).sum();
    }
}
