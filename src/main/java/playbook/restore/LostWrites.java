package playbook.restore;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan.LostRows;
import playbook.incident.Lsn;
import playbook.incident.StopPoint;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.postgres.WalRelations;
import playbook.postgres.WalTransaction;

/** Adds up what was committed after a stop, in the order of the commits. */
final class LostWrites {

    private final WalRelations relations;
    private final @Nullable Culprit culprit;
    private final @Nullable Lsn position;
    private final Instant time;
    private final Map<String, LostRows> tables = new TreeMap<>();
    private boolean reached;
    private long transactions;

    LostWrites(PlanCutOver.Input input, WalRelations relations) {
        this.relations = relations;
        this.culprit = input.culprit();
        this.position = input.position();
        this.time = input.stop().kind() == StopPoint.Kind.TIME
                ? Instant.parse(input.stop().value())
                : Instant.MAX;
    }

    void committed(WalTransaction transaction) {
        if (!isLost(transaction)) {
            return;
        }
        List<TableChange> changes = relations.changes(transaction).stream()
                .filter(change -> !change.table().ofThePlaybook())
                .toList();
        if (changes.isEmpty()) {
            return; // Only statistics, other catalogs or the playbook's own schemas: no user data is lost.
        }
        transactions++;
        changes.stream().filter(LostWrites::ofRows).forEach(this::add);
    }

    /**
     * Whether recovery would lose the transaction: like PostgreSQL, it stops before the first commit that matches the
     * stop, and everything after it is lost.
     */
    boolean isLost(WalTransaction transaction) {
        reached = reached
                || (position == null
                        ? !transaction.at().isBefore(time)
                        : !transaction.commit().isBefore(position));
        return reached && (culprit == null || !culprit.did(transaction.xid()));
    }

    /**
     * False for a change of a definition that the WAL does not describe: it counts as a transaction but has no rows.
     */
    private static boolean ofRows(TableChange change) {
        return change.named() || change.operation() != TableChange.Operation.ALTER;
    }

    private void add(TableChange change) {
        TableName table = change.table();
        LostRows before = tables.getOrDefault(table.toString(), new LostRows(table, 0, 0, 0));
        long rows = Math.max(0, change.rows());
        tables.put(
                table.toString(),
                switch (change.operation()) {
                    case INSERT -> new LostRows(table, before.inserted() + rows, before.updated(), before.deleted());
                    case UPDATE -> new LostRows(table, before.inserted(), before.updated() + rows, before.deleted());
                    case DELETE, TRUNCATE, DROP, ALTER ->
                        new LostRows(table, before.inserted(), before.updated(), before.deleted() + rows);
                });
    }

    long transactions() {
        return transactions;
    }

    List<LostRows> tables() {
        return List.copyOf(tables.values());
    }
}
