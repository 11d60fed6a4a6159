package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;

/**
 * Which tables one transaction dropped or emptied, concluded from its locks and from created and removed files; used
 * where the catalogs' WAL records are incomplete.
 */
final class LockedRelations {

    private final WalRelations relations;
    private final WalTransaction transaction;
    private final boolean tellsDropped;

    LockedRelations(WalRelations relations, WalTransaction transaction) {
        this.relations = relations;
        this.transaction = transaction;
        this.tellsDropped = WalFormat.ofMajor(transaction.major()).tellsDropped();
    }

    /** @param told the changes that are known already */
    List<TableChange> besides(List<TableChange> told) {
        List<TableChange> changes = new ArrayList<>();
        if (transaction.removed().isEmpty()) {
            return changes;
        }
        Set<Long> seen = new HashSet<>();
        told.forEach(change -> seen.add(change.oid()));
        seen.addAll(transaction.catalog().dropped.keySet());
        boolean unnamed = false;
        // DROP INDEX locks the index's live table first; DROP TABLE begins with the table itself.
        boolean indexes = false;
        for (long oid : transaction.locked()) {
            if (!seen.add(oid)) {
                continue;
            }
            Relation relation = relations.of(oid);
            boolean dropped = isDropped(oid, relation);
            if (relation == null) {
                relations.unresolved();
                // Its indexes and TOAST table are locked after the table itself: name the first one only. A transaction
                // that also made files may have rewritten a table, and dropped but its own working copy.
                boolean first = !unnamed && !indexes && told.isEmpty() && changes.isEmpty();
                if (dropped && first && transaction.created().isEmpty()) {
                    unnamed = true;
                    TableName name = new TableName(TableName.UNNAMED_SCHEMA, "dropped relation with oid " + oid);
                    changes.add(new TableChange(name, oid, Operation.DROP, -1));
                }
            } else if (relation.userTable() && (dropped || isEmptied(relation))) {
                changes.add(relation.whole(dropped ? Operation.DROP : Operation.TRUNCATE));
            }
            indexes = relation != null && relation.live() && relation.userTable();
        }
        return changes;
    }

    private boolean isDropped(long oid, @Nullable Relation relation) {
        boolean gone = relation == null || !relation.live();
        return tellsDropped
                ? transaction.forgotten().contains(oid)
                : gone && transaction.created().isEmpty();
    }

    private boolean isEmptied(Relation relation) {
        if (transaction.truncated().contains(relation.oid())) {
            return true;
        }
        boolean replaced = false;
        for (WalFile created : transaction.created()) {
            replaced |= isFileOf(relation, relations.of(created));
        }
        for (WalFile removed : transaction.removed()) {
            Relation before = relations.of(removed);
            replaced |= isFileOf(relation, before);
            if (before == null) {
                relations.unresolved();
            }
        }
        return replaced && !isFilledAgain(relation);
    }

    private static boolean isFileOf(Relation relation, @Nullable Relation owner) {
        return owner != null && owner.oid() == relation.oid();
    }

    private boolean isFilledAgain(Relation relation) {
        if (tellsDropped) {
            // A rewrite builds a transient table and drops it: its OID is younger than the table's and nowhere else.
            return transaction.forgotten().stream().anyMatch(this::isTransientCopy);
        }
        return transaction.created().stream()
                .anyMatch(created -> isFileOf(relation, relations.of(created)) && isFilled(created));
    }

    private boolean isFilled(WalFile created) {
        return transaction.imaged().contains(created)
                || transaction.rows().stream().anyMatch(rows -> rows.file().equals(created) && rows.inserted() > 0);
    }

    private boolean isTransientCopy(long oid) {
        Relation relation = relations.of(oid);
        return relation == null || relation.kind() == 'x';
    }
}
