package playbook.restore;

import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import playbook.incident.Defects;
import playbook.incident.RestoredRows;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;
import playbook.postgres.Fingerprints;
import playbook.postgres.TableReading;

/** Counts and digests of the recovered server, taken in one snapshot. */
public final class CountRestoredTask implements WorkerTask {

    @Override
    public String name() {
        return "countRestored";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        PromotedServer promoted = context.input(PromotedServer.class);
        Supplier<Connection> server = () -> Connections.openCopy(context.target(), promoted.host(), promoted.port());
        int sessions = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        TableReading.Result read =
                new TableReading(server, sessions, (done, total) -> context.progress(done, total, "bytes")).read();
        SchemaFingerprint schema;
        Defects defects;
        try (Connection session = server.get()) {
            schema = Fingerprints.take(session);
            defects = DefectReading.all(session);
        }
        context.result(new RestoredRows(new RowCounts(counts(read), null, null, read.at()), schema, defects));
    }

    private static List<RowCounts.TableCount> counts(TableReading.Result read) {
        return read.tables().stream()
                .filter(table -> table.kind() != 'm')
                .map(table -> new RowCounts.TableCount(
                        table.table(),
                        table.kind() == 'p',
                        table.rows(),
                        table.checksum(),
                        null,
                        table.lastCreated(),
                        table.lastUpdated(),
                        table.trouble()))
                .sorted(Comparator.comparing(count -> count.table().toString()))
                .toList();
    }
}
