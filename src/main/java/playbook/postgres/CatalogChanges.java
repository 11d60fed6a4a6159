package playbook.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one transaction did to the definitions of relations, from the catalogs' WAL records. */
public final class CatalogChanges {

    final Map<Long, Relation> dropped = new LinkedHashMap<>(0);
    final Map<Long, ChangedRelation> changed = new LinkedHashMap<>(0);
    final Set<Long> created = new HashSet<>(0);
    final List<ChangedColumn> columns = new ArrayList<>(0);
    final List<HiddenRows> hidden = new ArrayList<>(0);
    /** Number of catalog rows that it changed and whose former content is unknown. */
    int unknown;

    void add(CatalogChanges other) {
        dropped.putAll(other.dropped);
        other.changed.forEach(this::changed);
        created.addAll(other.created);
        columns.addAll(other.columns);
        hidden.addAll(other.hidden);
        unknown += other.unknown;
    }

    void changed(long oid, ChangedRelation change) {
        changed.merge(oid, change, (first, last) -> new ChangedRelation(first.before(), last.after()));
    }

    /** Whether all its catalog changes are known, so that what is not here did not happen. */
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
