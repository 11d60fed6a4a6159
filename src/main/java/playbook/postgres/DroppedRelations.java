package playbook.postgres;

import java.util.ArrayList;
import java.util.List;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;

/** What one transaction dropped and had not created itself, as the catalogs' own records tell it. */
final class DroppedRelations {

    private final WalRelations relations;
    private final CatalogChanges catalog;

    DroppedRelations(WalRelations relations, CatalogChanges catalog) {
        this.relations = relations;
        this.catalog = catalog;
    }

    List<TableChange> tables() {
        return catalog.dropped.values().stream()
                .map(relations::newest)
                .filter(relation -> relation.userTable() && !catalog.created.contains(relation.oid()))
                .map(relation -> relation.whole(Operation.DROP))
                .toList();
    }

    /** What people read instead of tables. */
    List<TableChange> views() {
        List<TableChange> views = new ArrayList<>();
        for (Relation dropped : catalog.dropped.values()) {
            Relation relation = relations.newest(dropped);
            String kind = viewKind(relation);
            if (!kind.isEmpty() && wasThere(relation)) {
                views.add(new TableChange(relation.tableName(), relation.oid(), Operation.DROP, 0, kind));
            }
        }
        return views;
    }

    /** What went beside tables, in plain words. */
    List<String> others() {
        List<String> others = new ArrayList<>();
        for (Relation dropped : catalog.dropped.values()) {
            Relation relation = relations.newest(dropped);
            String kind = switch (relation.kind()) {
                case 'p' -> "partitioned table";
                case 'i', 'I' -> "index";
                case 'S' -> "sequence";
                default -> viewKind(relation);
            };
            if (!kind.isEmpty() && wasThere(relation)) {
                others.add(kind + " " + relation.tableName());
            }
        }
        return others;
    }

    private static String viewKind(Relation relation) {
        return switch (relation.kind()) {
            case 'v' -> "view";
            case 'm' -> "materialized view";
            case 'f' -> "foreign table";
            default -> "";
        };
    }

    private boolean wasThere(Relation relation) {
        return !relation.temporary() && !relation.system() && !catalog.created.contains(relation.oid());
    }
}
