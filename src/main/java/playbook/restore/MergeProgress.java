package playbook.restore;

import java.util.Map;
import java.util.stream.Collectors;
import playbook.incident.RowDifference;
import playbook.incident.TableDifference;
import playbook.operation.WorkerContext;

/** Reports how many of the differing rows are done, where each table is processed in several rounds. */
final class MergeProgress {

    private final WorkerContext context;
    private final Map<Long, Long> rows;
    private final int rounds;
    private final long total;
    private long done;

    MergeProgress(WorkerContext context, RowDifference difference, int rounds) {
        this.context = context;
        this.rounds = rounds;
        this.rows = difference.tables().stream()
                .collect(Collectors.toMap(
                        TableDifference::oid, table -> table.deleted() + table.updated() + table.inserted()));
        this.total = rows.values().stream().mapToLong(Long::longValue).sum();
        context.progress(0, total, "rows");
    }

    /** Called when one round over this table is done. */
    void table(long oid) {
        done += rows.getOrDefault(oid, 0L);
        context.progress(done / rounds, total, "rows");
    }
}
