package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** Which tables one transaction emptied. TRUNCATE gives a table a new, empty file; a rewrite does too, but fills it. */
record EmptiedTables(WalRelations relations, WalTransaction transaction) {

    /** @param told changes of tables that are known already to be dropped */
    List<TableChange> besides(List<TableChange> told) {
        CatalogChanges catalog = transaction.catalog();
        List<TableChange> emptied = new ArrayList<>();
        Set<Long> known = new HashSet<>();
        told.forEach(change -> known.add(change.oid()));
        for (ChangedRelation change : catalog.changed.values()) {
            Relation after = relations.newest(change.after());
            if (hasNewFile(change.before(), after) && isEmptied(after)) {
                emptied.add(after.whole(Operation.TRUNCATE));
                known.add(after.oid());
            }
        }
        for (long oid : transaction.truncated()) {
            Relation relation = relations.of(oid);
            if (relation != null && relation.userTable() && !known.contains(oid) && !catalog.created.contains(oid)) {
                emptied.add(relation.whole(Operation.TRUNCATE));
            }
        }
        return emptied;
    }

    private static boolean hasNewFile(Relation before, Relation after) {
        return !before.file().equals(after.file())
                && before.file().number() != 0
                && after.file().number() != 0
                && before.file().tablespace() == after.file().tablespace();
    }

    private boolean isEmptied(Relation relation) {
        CatalogChanges catalog = transaction.catalog();
        return relation.userTable()
                && !catalog.created.contains(relation.oid())
                && !catalog.dropped.containsKey(relation.oid())
                && !transaction.imaged().contains(relation.file())
                && !isRewritten(relation);
    }

    /** Whether the table was rewritten: its transient copy is named after it (pg_temp_OID) and dropped at the end. */
    private boolean isRewritten(Relation relation) {
        return transaction.catalog().dropped.values().stream()
                .anyMatch(copy -> copy.kind() == 'x' && copy.name().equals("pg_temp_" + relation.oid()));
    }
}
