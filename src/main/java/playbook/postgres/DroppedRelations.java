package playbook.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** What one transaction dropped without having created it, from the catalogs' WAL records. */
record DroppedRelations(WalRelations relations, CatalogChanges catalog) {

    private static final Map<Character, String> VIEWS =
            Map.of('v', "view", 'm', "materialized view", 'f', "foreign table");

    List<TableChange> tables() {
        return catalog.dropped.values().stream()
                .map(relations::newest)
                .filter(relation -> relation.userTable() && !catalog.created.contains(relation.oid()))
                .map(relation -> relation.whole(Operation.DROP))
                .toList();
    }

    /** Dropped views, through which people read tables. */
    List<TableChange> views() {
        return beside(
                DroppedRelations::viewKind,
                (view, kind) -> new TableChange(view.tableName(), view.oid(), Operation.DROP, 0, kind));
    }

    /** Other dropped objects than tables, in words. */
    List<String> others() {
        return beside(DroppedRelations::kind, (relation, kind) -> kind + " " + relation.tableName());
    }

    /** @param kind empty for what is left out */
    private <T> List<T> beside(Function<Relation, String> kind, BiFunction<Relation, String, T> told) {
        List<T> all = new ArrayList<>();
        for (Relation dropped : catalog.dropped.values()) {
            Relation relation = relations.newest(dropped);
            boolean wasThere = !relation.temporary() && !catalog.created.contains(relation.oid());
            if (wasThere && !relation.system() && !kind.apply(relation).isEmpty()) {
                all.add(told.apply(relation, kind.apply(relation)));
            }
        }
        return all;
    }

    private static String kind(Relation relation) {
        return switch (relation.kind()) {
            case 'p' -> "partitioned table";
            case 'i', 'I' -> "index";
            case 'S' -> "sequence";
            default -> viewKind(relation);
        };
    }

    private static String viewKind(Relation relation) {
        return VIEWS.getOrDefault(relation.kind(), "");
    }
}
