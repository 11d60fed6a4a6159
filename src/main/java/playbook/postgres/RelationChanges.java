package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.postgres.CatalogChanges.Changed;
import playbook.postgres.CatalogChanges.Column;
import playbook.postgres.CatalogChanges.Values;
import playbook.postgres.WalRelations.Relation;

/**
 * Turns one transaction's files and OIDs into what it did to tables. Where the catalog's own records were read, they say
 * which relation was dropped, emptied or rewritten; where not, locks and files are what is left to conclude from.
 */
final class RelationChanges {

    private final WalRelations relations;

    RelationChanges(WalRelations relations) {
        this.relations = relations;
    }

    List<TableChange> of(WalTransaction transaction) {
        List<TableChange> changes = new ArrayList<>();
        dropped(transaction, changes);
        emptied(transaction, changes);
        if (!transaction.catalog().whole() || !transaction.catalogRead()) {
            concluded(transaction, changes);
        }
        altered(transaction, changes);
        definitions(transaction, changes);
        Set<Long> whole = new HashSet<>();
        changes.forEach(change -> whole.add(change.oid()));
        hidden(transaction.catalog(), changes);
        for (WalTransaction.Rows rows : transaction.rows()) {
            rowChanges(transaction, rows, whole, changes);
        }
        if (changes.isEmpty()) {
            droppedViews(transaction, changes);
        }
        changes.sort((a, b) -> {
            int worst = Integer.compare(severity(b.operation()), severity(a.operation()));
            return worst != 0 ? worst : Long.compare(b.rows(), a.rows());
        });
        return changes;
    }

    private static int severity(Operation operation) {
        return switch (operation) {
            case DROP -> 4;
            case TRUNCATE -> 3;
            case DELETE, UPDATE, ALTER -> 2;
            case INSERT -> 0;
        };
    }

    private void dropped(WalTransaction transaction, List<TableChange> changes) {
        CatalogChanges catalog = transaction.catalog();
        catalog.dropped.values().stream()
                .map(this::best)
                .filter(relation -> relation.userTable() && !catalog.created.contains(relation.oid()))
                .forEach(relation -> changes.add(whole(relation, Operation.DROP)));
    }

    private static TableChange whole(Relation relation, Operation operation) {
        String detail = relation.unlogged() ? TableChange.UNLOGGED : "";
        return new TableChange(relation.tableName(), relation.oid(), operation, -1, detail);
    }

    /** The same relation, with its schema's name if that was learned only later. */
    private Relation best(Relation relation) {
        Relation known = relations.of(relation.oid());
        if (relation.schema() == null && (known == null || known.schema() == null)) {
            relations.unresolved();
        }
        return known != null && relation.schema() == null && known.kind() != 'x' ? known : relation;
    }

    List<String> alsoDropped(WalTransaction transaction) {
        CatalogChanges catalog = transaction.catalog();
        List<String> also = new ArrayList<>();
        for (Relation dropped : catalog.dropped.values()) {
            Relation relation = best(dropped);
            String kind = switch (relation.kind()) {
                case 'v' -> "view";
                case 'm' -> "materialized view";
                case 'f' -> "foreign table";
                case 'p' -> "partitioned table";
                case 'i', 'I' -> "index";
                case 'S' -> "sequence";
                default -> "";
            };
            if (!kind.isEmpty() && wasThere(catalog, relation)) {
                also.add(kind + " " + relation.tableName());
            }
        }
        return also;
    }

    private static boolean wasThere(CatalogChanges catalog, Relation relation) {
        return !relation.temporary() && !relation.system() && !catalog.created.contains(relation.oid());
    }

    /** A transaction that dropped no table may have dropped what people read instead. */
    private void droppedViews(WalTransaction transaction, List<TableChange> changes) {
        CatalogChanges catalog = transaction.catalog();
        for (Relation dropped : catalog.dropped.values()) {
            Relation relation = best(dropped);
            String kind = switch (relation.kind()) {
                case 'v' -> "view";
                case 'm' -> "materialized view";
                case 'f' -> "foreign table";
                default -> "";
            };
            if (!kind.isEmpty() && wasThere(catalog, relation)) {
                changes.add(new TableChange(relation.tableName(), relation.oid(), Operation.DROP, 0, kind));
            }
        }
    }

    /** TRUNCATE gives the table a new, empty file. A rewrite does too, but fills it with the old rows. */
    private void emptied(WalTransaction transaction, List<TableChange> changes) {
        CatalogChanges catalog = transaction.catalog();
        for (Changed change : catalog.changed.values()) {
            Relation after = best(change.after());
            boolean otherFile = !change.before().file().equals(after.file())
                    && change.before().file().number() != 0
                    && after.file().number() != 0;
            boolean sameTablespace =
                    change.before().file().tablespace() == after.file().tablespace();
            if (otherFile
                    && sameTablespace
                    && after.userTable()
                    && !catalog.created.contains(after.oid())
                    && !catalog.dropped.containsKey(after.oid())
                    && !transaction.imaged().contains(after.file())
                    && !rewritten(catalog, after)) {
                changes.add(whole(after, Operation.TRUNCATE));
            }
        }
        for (long oid : transaction.truncated()) {
            Relation relation = relations.of(oid);
            boolean told = changes.stream().anyMatch(change -> change.oid() == oid);
            if (relation != null && relation.userTable() && !told && !catalog.created.contains(oid)) {
                changes.add(whole(relation, Operation.TRUNCATE));
            }
        }
    }

    /** Its working copy is named after it, and dropped at the end. */
    private static boolean rewritten(CatalogChanges catalog, Relation relation) {
        return catalog.dropped.values().stream()
                .anyMatch(copy -> copy.kind() == 'x' && copy.name().equals("pg_temp_" + relation.oid()));
    }

    /** Columns that are gone, or whose values may differ, as one change for each table. */
    private void altered(WalTransaction transaction, List<TableChange> changes) {
        CatalogChanges catalog = transaction.catalog();
        Map<Long, List<String>> words = new LinkedHashMap<>();
        for (Column column : catalog.columns) {
            String what = switch (column.values()) {
                case DROPPED -> "drops column " + column.name();
                case RETYPED ->
                    "changes the type of column " + column.name() + " from " + column.oldType() + " to "
                            + column.newType();
                case NARROWED -> "narrows column " + column.name() + " (" + column.newType() + ")";
                case ANEW -> filled(transaction, column) ? "computes " + anew(column) : "";
                case PERHAPS_ANEW ->
                    filled(transaction, column) && !explainedByAnother(catalog, column)
                            ? "may compute " + anew(column)
                            : "";
                case KEPT -> "";
            };
            if (!what.isEmpty()) {
                words.computeIfAbsent(column.relation(), none -> new ArrayList<>())
                        .add(what);
            }
        }
        words.forEach((oid, what) -> {
            Relation relation = relations.of(oid);
            boolean there = !catalog.created.contains(oid) && !catalog.dropped.containsKey(oid);
            if (relation != null && relation.userTable() && there) {
                changes.add(new TableChange(relation.tableName(), oid, Operation.ALTER, -1, String.join(", ", what)));
            }
        });
    }

    /**
     * A record that changes a catalog's row holds the difference only. Where no earlier one told the rest, a column may
     * have been dropped: it is looked for further back, and shown as a gap when it is nowhere.
     */
    private void definitions(WalTransaction transaction, List<TableChange> changes) {
        CatalogChanges catalog = transaction.catalog();
        if (catalog.whole() || !transaction.catalogRead()) {
            return;
        }
        Set<Long> told = new HashSet<>(catalog.created);
        changes.forEach(change -> told.add(change.oid()));
        catalog.columns.forEach(column -> told.add(column.relation()));
        catalog.hidden.forEach(hidden -> told.add(hidden.relation()));
        for (long oid : transaction.locked()) {
            Relation relation = relations.of(oid);
            if (relation != null && relation.userTable() && told.add(oid)) {
                relations.unresolved();
                changes.add(new TableChange(
                        new TableName(TableName.UNNAMED_SCHEMA, "the definition of " + relation.tableName()),
                        oid,
                        Operation.ALTER,
                        -1));
            }
        }
    }

    private static String anew(Column column) {
        return "column " + column.name() + " anew (" + column.newType() + ")";
    }

    /** Another column of the table got another type, which is reason enough to write the table anew. */
    private static boolean explainedByAnother(CatalogChanges catalog, Column column) {
        return catalog.columns.stream()
                .anyMatch(other -> other.relation() == column.relation()
                        && (other.values() == Values.RETYPED
                                || other.values() == Values.NARROWED
                                || other.values() == Values.KEPT));
    }

    /** Row by row, as ALTER TABLE rewrites a table; VACUUM FULL and CLUSTER write whole pages. */
    private static boolean filled(WalTransaction transaction, Column column) {
        Changed change = transaction.catalog().changed.get(column.relation());
        return change != null
                && !change.before().file().equals(change.after().file())
                && transaction.rows().stream()
                        .anyMatch(rows -> rows.file().equals(change.after().file()) && rows.inserted() > 0);
    }

    /** No value is gone, but people miss them: told with no rows. */
    private static void hidden(CatalogChanges catalog, List<TableChange> changes) {
        Map<Long, List<CatalogChanges.Hidden>> tables = new LinkedHashMap<>();
        for (CatalogChanges.Hidden hidden : catalog.hidden) {
            boolean there =
                    !catalog.created.contains(hidden.relation()) && !catalog.dropped.containsKey(hidden.relation());
            if (there) {
                tables.computeIfAbsent(hidden.relation(), none -> new ArrayList<>())
                        .add(hidden);
            }
        }
        tables.forEach((oid, all) -> changes.add(new TableChange(
                all.get(0).table(),
                oid,
                Operation.ALTER,
                0,
                all.stream().map(CatalogChanges.Hidden::what).distinct().collect(Collectors.joining(", ")))));
    }

    private void rowChanges(
            WalTransaction transaction, WalTransaction.Rows rows, Set<Long> whole, List<TableChange> changes) {
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

    /** Without the catalog's records: from what was locked, created and removed. */
    private void concluded(WalTransaction transaction, List<TableChange> changes) {
        if (transaction.removed().isEmpty()) {
            return;
        }
        Set<Long> seen = new HashSet<>();
        changes.forEach(change -> seen.add(change.oid()));
        seen.addAll(transaction.catalog().dropped.keySet());
        boolean unnamed = false;
        // DROP INDEX locks the index's live table first; DROP TABLE begins with the table itself.
        boolean indexes = false;
        for (long oid : transaction.locked()) {
            if (!seen.add(oid)) {
                continue;
            }
            Relation relation = relations.of(oid);
            boolean forgotten = transaction.forgotten().contains(oid);
            boolean gone = relation == null || !relation.live();
            boolean dropped = WalFormat.ofMajor(transaction.major()).tellsDropped()
                    ? forgotten
                    : gone && transaction.created().isEmpty();
            if (relation == null) {
                relations.unresolved();
                // Its indexes and TOAST table are locked after the table itself: name the first one only. A transaction
                // that also made files may have rewritten a table, and dropped but its own working copy.
                if (dropped && !unnamed && !indexes && transaction.created().isEmpty() && changes.isEmpty()) {
                    unnamed = true;
                    changes.add(new TableChange(
                            new TableName(TableName.UNNAMED_SCHEMA, "dropped relation with oid " + oid),
                            oid,
                            Operation.DROP,
                            -1));
                }
            } else if (relation.userTable() && (dropped || replaced(transaction, relation))) {
                changes.add(whole(relation, dropped ? Operation.DROP : Operation.TRUNCATE));
            }
            indexes = relation != null && relation.live() && relation.userTable();
        }
    }

    private boolean replaced(WalTransaction transaction, Relation relation) {
        if (transaction.truncated().contains(relation.oid())) {
            return true;
        }
        boolean replaced = false;
        for (WalFile created : transaction.created()) {
            Relation now = relations.of(created);
            replaced |= now != null && now.oid() == relation.oid();
        }
        for (WalFile removed : transaction.removed()) {
            Relation before = relations.of(removed);
            replaced |= before != null && before.oid() == relation.oid();
            if (before == null) {
                relations.unresolved();
            }
        }
        return replaced && !filled(transaction, relation);
    }

    private boolean filled(WalTransaction transaction, Relation relation) {
        if (WalFormat.ofMajor(transaction.major()).tellsDropped()) {
            // A rewrite builds a transient table and drops it: its OID is younger than the table's and nowhere else.
            return transaction.forgotten().stream().anyMatch(this::transientCopy);
        }
        for (WalFile created : transaction.created()) {
            Relation now = relations.of(created);
            boolean its = now != null && now.oid() == relation.oid();
            boolean filled = transaction.imaged().contains(created)
                    || transaction.rows().stream().anyMatch(rows -> rows.file().equals(created) && rows.inserted() > 0);
            if (its && filled) {
                return true;
            }
        }
        return false;
    }

    private boolean transientCopy(long oid) {
        Relation relation = relations.of(oid);
        return relation == null || relation.kind() == 'x';
    }
}
