package playbook.restore;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.LostTables;
import playbook.incident.LostTables.LostTable;
import playbook.incident.Lsn;
import playbook.incident.SchemaFingerprint;
import playbook.incident.SideInstance;
import playbook.incident.TableName;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.Fingerprints;
import playbook.postgres.TableRead;
import playbook.postgres.TableReading;

/** Counts the dropped tables' rows, takes their digests, and makes sure that others wrote nothing to them meanwhile. */
public final class ReadTablesTask implements WorkerTask {

    private static final String NAMES = """
            SELECT n.nspname, c.relname, c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = ANY (?::pg_catalog.oid[]) ORDER BY c.oid
            """;

    /** @param searchedFrom where the search for the culprit began; null when unknown */
    record Input(
            Culprit culprit, SideInstance side, @Nullable Lsn searchedFrom) {}

    @Override
    public String name() {
        return "readTables";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Input input = context.input(Input.class);
        input.side().mustStandBefore();
        SchemaFingerprint schema;
        Map<TableName, Long> dropped = new HashMap<>();
        try (Connection side = side(context, input)) {
            new WrittenMeanwhile(context, input.culprit(), input.searchedFrom())
                    .rowsAndDefinitionsMustBeNone(side, input.side());
            for (List<String> row : Catalog.rows(side, NAMES, Catalog.oids(DroppedTables.oids(input.culprit())))) {
                dropped.put(new TableName(row.get(0), row.get(1)), Long.parseLong(row.get(2)));
            }
            schema = Fingerprints.take(side);
        }
        context.result(new LostTables(tables(context, input, dropped), schema));
    }

    private static List<LostTable> tables(WorkerContext context, Input input, Map<TableName, Long> dropped)
            throws Exception {
        List<LostTable> tables = new ArrayList<>();
        TableReading reading = new TableReading(
                () -> side(context, input), 2, (done, total) -> context.progress(done, total, "bytes"));
        for (TableRead table : reading.only(dropped.keySet()).read().tables()) {
            if (table.trouble() != null) {
                throw new HintedException(
                        table.table() + " cannot be read on the side instance: " + table.trouble() + ".",
                        "its rows are damaged in the base backup: take an older one, or the logical backup.");
            }
            tables.add(new LostTable(
                    table.table(), dropped.getOrDefault(table.table(), 0L), table.rows(), table.checksum()));
        }
        return tables;
    }

    private static Connection side(WorkerContext context, Input input) {
        return Connections.openCopy(
                context.target(), input.side().host(), input.side().port());
    }
}
