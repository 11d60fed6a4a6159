package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.incident.TableName;
import playbook.postgres.WalRelations.Relation;

/** What one transaction did to the definitions of relations, as the catalogs' own records tell it. */
public final class CatalogChanges {

    /** What became of a column's values. */
    enum Values {
        DROPPED,
        /** A type that may not hold them. */
        RETYPED,
        NARROWED,
        /** A type or a limit that holds them all. */
        KEPT,
        /** The type stayed: if the table was written anew, then with values that somebody's expression gave. */
        ANEW,
        /** The same, or only the columns beside it were changed. */
        PERHAPS_ANEW
    }

    /** A column whose definition changed. */
    record Column(long relation, String name, String oldType, String newType, Values values) {}

    /** Rows that are where they were, and are not found there any more: by another name, or outside the whole. */
    record Hidden(long relation, TableName table, String what) {}

    /** A relation whose row was changed, before the transaction and after it. */
    record Changed(Relation before, Relation after) {}

    final Map<Long, Relation> dropped = new LinkedHashMap<>(0);
    final Map<Long, Changed> changed = new LinkedHashMap<>(0);
    final Set<Long> created = new HashSet<>(0);
    final List<Column> columns = new ArrayList<>(0);
    final List<Hidden> hidden = new ArrayList<>(0);
    /** Rows of catalogs that it changed, and whose content no record told. */
    int unknown;

    void add(CatalogChanges other) {
        dropped.putAll(other.dropped);
        other.changed.forEach(this::changed);
        created.addAll(other.created);
        columns.addAll(other.columns);
        hidden.addAll(other.hidden);
        unknown += other.unknown;
    }

    void changed(long oid, Changed change) {
        changed.merge(oid, change, (first, last) -> new Changed(first.before(), last.after()));
    }

    /** Nothing of its catalog changes is missing, so what is not here did not happen. */
    boolean whole() {
        return unknown == 0;
    }

    boolean isEmpty() {
        return dropped.isEmpty()
                && changed.isEmpty()
                && created.isEmpty()
                && columns.isEmpty()
                && hidden.isEmpty()
                && unknown == 0;
    }
}
