package playbook.assess;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import playbook.backup.Dumps;
import playbook.incident.Defects;
import playbook.incident.LogicalBackup;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableName;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;
import playbook.postgres.Fingerprints;
import playbook.postgres.Reached;
import playbook.postgres.TableRead;
import playbook.postgres.TableReading;

/** Counts rows in its own process and its own sessions, so that no session older than the pin reads a table. */
public class CountRowsTask implements WorkerTask {

    @Override
    public String name() {
        return "countRows";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        LogicalBackup baseline =
                newest(context.dumps(), context.target().database()).orElse(null);
        Optional<String> gone = Reached.whyNot(context.target());
        if (gone.isPresent()) {
            context.result(new CountRows.Counted(uncounted(baseline, gone.get()), null, null, gone.get()));
            return;
        }
        // The defects are looked for at the same time in another session, because people wait for the counts.
        CompletableFuture<Defects> defects = CompletableFuture.supplyAsync(() -> defects(context));
        int sessions = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        TableReading.Result read = new TableReading(
                        context.target(), sessions, (done, total) -> context.progress(done, total, "bytes"))
                .read();
        SchemaFingerprint fingerprint;
        try (Connection session = Connections.open(context.target())) {
            fingerprint = Fingerprints.take(session);
        }
        context.result(new CountRows.Counted(counts(read, baseline), fingerprint, defects.get(), null));
    }

    private static Defects defects(WorkerContext context) {
        try (Connection session = Connections.open(context.target())) {
            return DefectReading.all(session);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the session that looked for defects", e);
        }
    }

    private static Optional<LogicalBackup> newest(Dumps dumps, String database) throws Exception {
        return dumps.read().usable().stream()
                .filter(backup -> backup.database().equals(database))
                .max(Comparator.comparing(LogicalBackup::snapshotAt));
    }

    /** The baseline's row counts, each with the reason why the present count is unknown. */
    static RowCounts uncounted(@Nullable LogicalBackup baseline, String why) {
        Map<String, Long> rows = baseline == null ? Map.of() : baseline.rows();
        return new RowCounts(
                rows.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(table ->
                                new TableCount(parse(table.getKey()), false, -1, "", table.getValue(), null, null, why))
                        .toList(),
                baseline == null ? null : baseline.id(),
                baseline == null ? null : baseline.snapshotAt(),
                Instant.now());
    }

    /** A table that is in the baseline but no longer in the database is listed with 0 rows and a remark. */
    static RowCounts counts(TableReading.Result read, @Nullable LogicalBackup baseline) {
        Map<String, Long> rowsThen = baseline == null ? Map.of() : baseline.rows();
        Map<String, Long> gone = new HashMap<>(rowsThen);
        // The playbook's own schemas hold no customer data.
        gone.keySet().removeIf(name -> parse(name).ofThePlaybook());
        List<TableCount> tables = new ArrayList<>();
        for (TableRead one : read.tables()) {
            if (one.kind() != 'm') {
                gone.remove(one.table().toString());
                tables.add(new TableCount(
                        one.table(),
                        one.kind() == 'p',
                        one.rows(),
                        one.checksum(),
                        rowsThen.get(one.table().toString()),
                        one.lastCreated(),
                        one.lastUpdated(),
                        one.trouble()));
            }
        }
        gone.forEach((name, rows) -> tables.add(new TableCount(
                parse(name), false, 0, "", rows, null, null, "the table is in the baseline, but not in the database")));
        tables.sort(Comparator.comparing((TableCount count) -> count.table().schema())
                .thenComparing(count -> count.table().name()));
        return new RowCounts(
                tables,
                baseline == null ? null : baseline.id(),
                baseline == null ? null : baseline.snapshotAt(),
                read.at());
    }

    private static TableName parse(String name) {
        int dot = name.indexOf('.');
        return new TableName(name.substring(0, Math.max(0, dot)), name.substring(dot + 1));
    }
}
