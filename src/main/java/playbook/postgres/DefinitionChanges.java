package playbook.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import playbook.postgres.ChangedColumn.Values;

/** Interprets what a changed row of {@code pg_class} or {@code pg_attribute} means for a table's rows. */
final class DefinitionChanges {

    private final WalRelations relations;
    private final CatalogLayout classes;
    private final CatalogLayout attributes;

    DefinitionChanges(WalRelations relations, CatalogLayout classes, CatalogLayout attributes) {
        this.relations = relations;
        this.classes = classes;
        this.attributes = attributes;
    }

    /** What a change of a row of pg_attribute did to the column's values; empty when it can have done nothing to them. */
    Optional<ChangedColumn> column(byte[] before, byte[] after) {
        long oldType = attributes.oid(before, "atttypid");
        long newType = attributes.oid(after, "atttypid");
        int oldLimit = attributes.int32(before, "atttypmod");
        int newLimit = attributes.int32(after, "atttypmod");
        boolean dropped = attributes.one(before, "attisdropped") == 0 && attributes.one(after, "attisdropped") != 0;
        boolean narrower = newLimit >= 0
                && newLimit != oldLimit
                && (oldLimit < 0 || newLimit < oldLimit || oldType == ColumnTypes.NUMERIC);
        Values values = dropped
                ? Values.DROPPED
                : oldType != newType
                        ? ColumnTypes.holdsAll(oldType, newType) ? Values.KEPT : Values.RETYPED
                        : narrower ? Values.NARROWED : Values.KEPT;
        // ALTER TYPE writes the row also where the type stays the same, so that USING alone can change the values.
        if (values == Values.KEPT && Arrays.equals(before, after)) {
            values = Values.ANEW;
        } else if (values == Values.KEPT && attributes.sameThrough("attcollation", before, after)) {
            values = Values.PERHAPS_ANEW;
        }
        boolean sameType = oldType == newType && oldLimit == newLimit;
        return values == Values.KEPT && sameType
                ? Optional.empty()
                : Optional.of(new ChangedColumn(
                        attributes.oid(before, "attrelid"),
                        attributes.name(before, "attname"),
                        relations.rows().typeName(oldType),
                        relations.rows().typeName(newType),
                        values));
    }

    /** A renamed column, which is no longer found by its former name. */
    Optional<HiddenRows> renamed(byte[] before, byte[] after) {
        String was = attributes.name(before, "attname");
        String is = attributes.name(after, "attname");
        Relation relation = relations.of(attributes.oid(before, "attrelid"));
        return was.equals(is) || relation == null || !relation.holdsRows() || attributes.one(after, "attisdropped") != 0
                ? Optional.empty()
                : Optional.of(
                        new HiddenRows(relation.oid(), relation.tableName(), "renames column " + was + " to " + is));
    }

    /** Changes after which a relation's rows are no longer found where people look for them. */
    List<HiddenRows> hidden(byte[] before, byte[] after) {
        Relation was = relations.rows().relation(before);
        Relation is = relations.rows().relation(after);
        if (!was.holdsRows()) {
            return List.of();
        }
        List<String> words = new ArrayList<>(0);
        if (was.namespace() != is.namespace()) {
            words.add("changes the schema (to " + is.tableName().schema() + ")");
        }
        if (!was.name().equals(is.name())) {
            words.add("changes the name (to " + is.name() + ")");
        }
        if (classes.one(before, "relispartition") != 0 && classes.one(after, "relispartition") == 0) {
            words.add("detaches the rows (DETACH PARTITION)");
        }
        if (classes.one(before, "relrowsecurity") == 0 && classes.one(after, "relrowsecurity") != 0) {
            words.add("switches on the row level security");
        }
        return words.stream()
                .map(what -> new HiddenRows(was.oid(), was.tableName(), what))
                .toList();
    }
}
