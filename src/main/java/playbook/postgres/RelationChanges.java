package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/**
 * Concludes from one transaction's files and OIDs what it did to tables. Where the catalogs' WAL records were read,
 * they say which relation was dropped, emptied or rewritten; otherwise locks and files are used.
 */
final class RelationChanges {

    private final WalRelations relations;

    RelationChanges(WalRelations relations) {
        this.relations = relations;
    }

    List<TableChange> of(WalTransaction transaction) {
        DroppedRelations dropped = new DroppedRelations(relations, transaction.catalog());
        AlteredTables altered = new AlteredTables(relations, transaction);
        List<TableChange> changes = new ArrayList<>(dropped.tables());
        changes.addAll(new EmptiedTables(relations, transaction).besides(changes));
        if (!transaction.catalog().whole() || !transaction.catalogRead()) {
            changes.addAll(new LockedRelations(relations, transaction).besides(changes));
        }
        changes.addAll(altered.columns());
        changes.addAll(altered.unknownDefinitions(changes));
        Set<Long> whole = new HashSet<>();
        changes.forEach(change -> whole.add(change.oid()));
        changes.addAll(altered.hiddenRows());
        for (ChangedRows rows : transaction.rows()) {
            rowChanges(transaction, rows, whole, changes);
        }
        if (changes.isEmpty()) {
            changes.addAll(dropped.views());
        }
        changes.sort((a, b) -> {
            int worst = Integer.compare(severity(b.operation()), severity(a.operation()));
            return worst != 0 ? worst : Long.compare(b.rows(), a.rows());
        });
        return changes;
    }

    List<String> alsoDropped(WalTransaction transaction) {
        return new DroppedRelations(relations, transaction.catalog()).others();
    }

    private static int severity(Operation operation) {
        return switch (operation) {
            case DROP -> 4;
            case TRUNCATE -> 3;
            case DELETE, UPDATE, ALTER -> 2;
            case INSERT -> 0;
        };
    }

    private void rowChanges(WalTransaction transaction, ChangedRows rows, Set<Long> whole, List<TableChange> changes) {
        if (rows.deleted() == 0 && rows.updated() == 0 && rows.inserted() == 0) {
            return;
        }
        Optional<Relation> table = relations.userTable(rows.file());
        if (table.isEmpty()) {
            return;
        }
        Relation relation = table.get();
        boolean emptied = changes.stream()
                .anyMatch(change -> change.oid() == relation.oid() && change.operation() == Operation.TRUNCATE);
        boolean rewritten = transaction.created().contains(rows.file()) && !emptied;
        boolean itsCopy = whole.contains(relation.oid()) || transaction.locked().contains(relation.oid());
        if (rewritten && itsCopy && !transaction.removed().isEmpty()) {
            return;
        }
        add(changes, relation, Operation.DELETE, rows.deleted());
        add(changes, relation, Operation.UPDATE, rows.updated());
        add(changes, relation, Operation.INSERT, rows.inserted());
    }

    private static void add(List<TableChange> changes, Relation relation, Operation operation, long rows) {
        if (rows > 0) {
            changes.add(new TableChange(relation.tableName(), relation.oid(), operation, rows));
        }
    }
}
