package playbook.restore;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import playbook.incident.CatalogCopy;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.RowDifference;
import playbook.incident.TableChange;
import playbook.incident.TableDifference;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.HeapRows;
import playbook.postgres.WalSource;

/** Writes {@code rows/<oid>.difference} for each table of the culprit's, from the row versions in the patient's files. */
public final class ReadHeapTask implements WorkerTask {

    /** @param otherSource whether a base backup is there that tells more, where this cannot tell all */
    record Input(Culprit culprit, CatalogCopy copy, boolean otherSource) {}

    @Override
    public String name() {
        return "readHeap";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        Culprit culprit = input.culprit();
        Path database = Path.of(input.copy().dataDirectory(), input.copy().database());
        List<TableDifference> tables = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Map<String, Long> sequences;
        long imaged = 0;
        try (Connection patient = Connections.open(context.target());
                Connection copy = copy(context, input);
                Connection after = copy(context, input)) {
            boolean checksums = Catalog.text(patient, "SELECT pg_catalog.current_setting('data_checksums')")
                    .equals("on");
            List<HeapTable> heaps = new ArrayList<>();
            for (TableChange change : changes(culprit).values()) {
                mustStillHaveItsFile(culprit, change);
                Optional<TableShape> shape = Catalog.table(copy, change.oid());
                if (onlyFilled(culprit, change)
                        && (shape.isEmpty() || Catalog.made(copy, change.oid(), CompareRowsTask.xids(culprit)))) {
                    remarks.add(CompareRowsTask.filled(culprit, change, shape.isEmpty()));
                } else {
                    heaps.add(HeapTable.of(patient, context.data(), change));
                }
            }
            long total = heaps.stream().mapToLong(HeapTable::allBytes).sum();
            long[] done = {0};
            try (WalSource wal = context.wal();
                    CollectedRows rows = new CollectedRows(patient, culprit, wal, checksums, database)) {
                rows.collect(heaps, bytes -> context.progress(done[0] += bytes, Math.max(total, done[0] + 1), "bytes"));
                FormerSequences former = FormerSequences.of(patient, culprit, rows.sequencesSetBack());
                sequences = former.numbers();
                if (input.otherSource() && !former.remarks().isEmpty()) {
                    throw new HintedException(
                            String.join(" ", former.remarks()), "a side instance from a base backup tells it.");
                }
                remarks.addAll(former.remarks());
                for (int i = 0; i < heaps.size(); i++) {
                    heaps.get(i).layInto(copy, rows.number(i));
                    imaged += rows.table(i).fromWal();
                    tables.add(difference(
                            context, copy, after, culprit, heaps.get(i).change(), rows.table(i)));
                }
            }
        }
        context.result(new RowDifference(tables, remarks, RowDifference.HEAP, sequences, imaged));
    }

    private static TableDifference difference(
            WorkerContext context,
            Connection before,
            Connection after,
            Culprit culprit,
            TableChange change,
            HeapRows found)
            throws Exception {
        TableShape shape = Catalog.table(before, change.oid()).orElseThrow();
        Path file = RowFiles.folder(context.work()).resolve(change.oid() + ".difference");
        MergeJoin join = new MergeJoin(shape, done -> {});
        RowFiles.write(
                file,
                out -> join.run(
                        RowReader.marked(before, shape, HeapRows.BEFORE),
                        RowReader.written(after, shape, List.of((long) HeapRows.AFTER)),
                        out));
        return CompareRowsTask.difference(
                change,
                shape,
                join,
                file,
                new WalWitness(culprit, change, join).ofAllVersions(shape, found.missing(), found.moved()));
    }

    private static Connection copy(WorkerContext context, Input input) throws Exception {
        Connection copy = Connections.openCopy(
                context.target(), input.copy().host(), input.copy().port());
        Catalog.prepareForReading(copy);
        return copy;
    }

    private static void mustStillHaveItsFile(Culprit culprit, TableChange change) {
        if (culprit.emptied(change.oid())) {
            throw new HintedException(
                    change.table() + " was emptied: its file with the rows is gone.",
                    "its rows can be given back from a base backup.");
        }
    }

    private static boolean onlyFilled(Culprit culprit, TableChange change) {
        return !ReadBeforeTask.tables(culprit).containsKey(change.oid());
    }

    /** Each of its tables once. */
    private static Map<Long, TableChange> changes(Culprit culprit) {
        Map<Long, TableChange> changes = new LinkedHashMap<>(ReadBeforeTask.tables(culprit));
        culprit.tables().stream()
                .filter(change -> change.oid() != 0)
                .forEach(change -> changes.putIfAbsent(change.oid(), change));
        return changes;
    }
}
