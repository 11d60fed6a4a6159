package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.postgres.ChangedColumn.Values;

/** What one transaction did to tables by changing their definitions, concluded from the catalogs' WAL records. */
final class AlteredTables {

    private final WalRelations relations;
    private final WalTransaction transaction;
    private final CatalogChanges catalog;

    AlteredTables(WalRelations relations, WalTransaction transaction) {
        this.relations = relations;
        this.transaction = transaction;
        this.catalog = transaction.catalog();
    }

    /** Dropped columns and columns whose values may have changed, as one change for each table. */
    List<TableChange> columns() {
        Map<Long, List<String>> words = new LinkedHashMap<>();
        for (ChangedColumn column : catalog.columns) {
            String what = words(column);
            if (!what.isEmpty()) {
                words.computeIfAbsent(column.relation(), none -> new ArrayList<>())
                        .add(what);
            }
        }
        List<TableChange> changes = new ArrayList<>();
        words.forEach((oid, what) -> {
            Relation relation = relations.of(oid);
            if (relation != null && relation.userTable() && isNeitherNewNorGone(oid)) {
                changes.add(new TableChange(relation.tableName(), oid, Operation.ALTER, -1, String.join(", ", what)));
            }
        });
        return changes;
    }

    private String words(ChangedColumn column) {
        return switch (column.values()) {
            case DROPPED -> TableChange.DROPS_COLUMN + column.name();
            case RETYPED ->
                "changes the type of column " + column.name() + " from " + column.oldType() + " to " + column.newType();
            case NARROWED -> "narrows column " + column.name() + " (" + column.newType() + ")";
            case ANEW -> isFilled(column) ? "computes " + anew(column) : "";
            case PERHAPS_ANEW -> isFilled(column) && !isExplainedByAnother(column) ? "may compute " + anew(column) : "";
            case KEPT -> "";
        };
    }

    private static String anew(ChangedColumn column) {
        return "column " + column.name() + " anew (" + column.newType() + ")";
    }

    /** Whether another column of the table got another type, which explains why the table was rewritten. */
    private boolean isExplainedByAnother(ChangedColumn column) {
        return catalog.columns.stream()
                .anyMatch(other -> other.relation() == column.relation()
                        && (other.values() == Values.RETYPED
                                || other.values() == Values.NARROWED
                                || other.values() == Values.KEPT));
    }

    /** Whether the new file was filled row by row, as by ALTER TABLE; VACUUM FULL and CLUSTER write whole pages. */
    private boolean isFilled(ChangedColumn column) {
        ChangedRelation change = catalog.changed.get(column.relation());
        return change != null
                && !change.before().file().equals(change.after().file())
                && transaction.rows().stream()
                        .anyMatch(rows -> rows.file().equals(change.after().file()) && rows.inserted() > 0);
    }

    /**
     * Definitions that changed in an unknown way. A WAL record of a changed catalog row has only the difference; if no
     * earlier record has the rest of the row, a column may have been dropped. The search then reads further back, and
     * reports a gap when the row is not found.
     *
     * @param changes the changes that are known already
     */
    List<TableChange> unknownDefinitions(List<TableChange> changes) {
        if (catalog.whole() || !transaction.catalogRead()) {
            return List.of();
        }
        Set<Long> told = new HashSet<>(catalog.created);
        changes.forEach(change -> told.add(change.oid()));
        catalog.columns.forEach(column -> told.add(column.relation()));
        catalog.hidden.forEach(hidden -> told.add(hidden.relation()));
        List<TableChange> unknown = new ArrayList<>();
        for (long oid : transaction.locked()) {
            Relation relation = relations.of(oid);
            if (relation != null && relation.userTable() && told.add(oid)) {
                relations.unresolved();
                TableName definition =
                        new TableName(TableName.UNNAMED_SCHEMA, "the definition of " + relation.tableName());
                unknown.add(new TableChange(definition, oid, Operation.ALTER, -1));
            }
        }
        return unknown;
    }

    /** Changes that hide rows without destroying values; reported with 0 rows. */
    List<TableChange> hiddenRows() {
        Map<Long, List<HiddenRows>> tables = new LinkedHashMap<>();
        catalog.hidden.stream()
                .filter(hidden -> isNeitherNewNorGone(hidden.relation()))
                .forEach(hidden -> tables.computeIfAbsent(hidden.relation(), none -> new ArrayList<>())
                        .add(hidden));
        List<TableChange> changes = new ArrayList<>();
        tables.forEach((oid, all) -> changes.add(new TableChange(
                all.get(0).table(),
                oid,
                Operation.ALTER,
                0,
                all.stream().map(HiddenRows::what).distinct().collect(Collectors.joining(", ")))));
        return changes;
    }

    private boolean isNeitherNewNorGone(long oid) {
        return !catalog.created.contains(oid) && !catalog.dropped.containsKey(oid);
    }
}
