package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import playbook.postgres.WalRelations.Relation;

/** What one transaction did to the definitions of relations, as the catalogs' own records tell it. */
public final class CatalogChanges {

    /** A column that was dropped, or whose values may differ since its type is another. */
    record Column(long relation, String name, String oldType, String newType, boolean dropped) {}

    /** A relation whose row was changed, before the transaction and after it. */
    record Changed(Relation before, Relation after) {}

    final Map<Long, Relation> dropped = new LinkedHashMap<>(0);
    final Map<Long, Changed> changed = new LinkedHashMap<>(0);
    final Set<Long> created = new HashSet<>(0);
    final List<Column> columns = new ArrayList<>(0);
    /** Rows of catalogs that it changed, and whose content no record told. */
    int unknown;

    void add(CatalogChanges other) {
        dropped.putAll(other.dropped);
        other.changed.forEach(this::changed);
        created.addAll(other.created);
        columns.addAll(other.columns);
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
        return dropped.isEmpty() && changed.isEmpty() && created.isEmpty() && columns.isEmpty() && unknown == 0;
    }
}
