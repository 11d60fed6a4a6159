package playbook.incident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An unlogged table that a cascade from damaged tables reaches: what it lost there is in no WAL and in no base backup.
 *
 * @param refersTo damaged itself, or reached by a cascade
 * @param rows now, -1 when not counted
 * @param baseline rows in the newest dump, null when unknown
 */
public record UnloggedLoss(
        TableName table,
        TableName refersTo,
        long rows,
        @Nullable Long baseline) {

    private static final Pattern CASCADES = Pattern.compile("ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT)");

    public static List<UnloggedLoss> of(
            List<TableChange> changes, @Nullable SchemaFingerprint schema, @Nullable RowCounts counts) {
        if (schema == null) {
            return List.of();
        }
        List<TableName> reached = new ArrayList<>();
        for (TableChange change : changes) {
            if (change.operation() != TableChange.Operation.INSERT) {
                reached.add(change.table());
                DamagedTables.parent(schema.objects(), change.table()).ifPresent(reached::add);
            }
        }
        List<UnloggedLoss> losses = new ArrayList<>();
        Set<TableName> seen = new HashSet<>(reached);
        for (int i = 0; i < reached.size(); i++) {
            for (TableName child : children(schema.objects(), reached.get(i))) {
                if (seen.add(child)) {
                    reached.add(child);
                    if (isUnlogged(schema.objects(), child)) {
                        losses.add(loss(child, reached.get(i), counts));
                    }
                }
            }
        }
        return losses;
    }

    /** Each unlogged table: a recovered server begins without their rows. */
    public static List<TableName> all(@Nullable SchemaFingerprint schema) {
        return schema == null
                ? List.of()
                : schema.objects().keySet().stream()
                        .filter(object -> object.startsWith("table "))
                        .flatMap(object -> DamagedTables.named(object.substring("table ".length())).stream())
                        .filter(table -> isUnlogged(schema.objects(), table))
                        .sorted(java.util.Comparator.comparing(TableName::toString))
                        .toList();
    }

    /** Whether rows may be missing: fewer than in the dump, or nobody knows. */
    public boolean suspected() {
        return baseline == null || rows < baseline;
    }

    public String words() {
        if (baseline != null && !suspected()) {
            return table + " is unlogged and refers to " + refersTo + ": no WAL tells what was removed from it; "
                    + Figures.rows(rows) + " are there, " + Figures.number(baseline) + " were in the dump.";
        }
        String known = baseline == null
                ? ""
                : rows < 0
                        ? ", " + Figures.rows(baseline)
                        : ": " + Figures.rows(baseline) + " there, " + Figures.number(rows) + " now";
        return table + " is unlogged and refers to " + refersTo
                + ": what was removed from it is in no WAL and in no base backup; only a dump can have it" + known
                + ".";
    }

    private static UnloggedLoss loss(TableName child, TableName parent, @Nullable RowCounts counts) {
        RowCounts.TableCount count = counts == null ? null : counts.of(child).orElse(null);
        return new UnloggedLoss(
                child, parent, count == null ? -1 : count.rows(), count == null ? null : count.baseline());
    }

    private static boolean isUnlogged(Map<String, String> objects, TableName table) {
        return objects.getOrDefault("table " + table, "").contains(", persistence u,");
    }

    private static List<TableName> children(Map<String, String> objects, TableName parent) {
        List<TableName> children = new ArrayList<>();
        for (Map.Entry<String, String> object : objects.entrySet()) {
            if (!object.getKey().startsWith(DamagedTables.CONSTRAINT)) {
                continue;
            }
            Matcher references = DamagedTables.REFERENCES.matcher(object.getValue());
            if (references.find()
                    && DamagedTables.named(references.group(1))
                            .filter(parent::equals)
                            .isPresent()
                    && CASCADES.matcher(object.getValue()).find()) {
                owner(objects, object.getKey()).ifPresent(children::add);
            }
        }
        return children;
    }

    /** The constraint's name is its schema, its table and itself; which table, the list of tables says. */
    private static java.util.Optional<TableName> owner(Map<String, String> objects, String constraint) {
        return objects.keySet().stream()
                .filter(object -> object.startsWith("table "))
                .map(object -> object.substring("table ".length()))
                .flatMap(table -> DamagedTables.named(table).stream())
                .filter(table -> constraint.startsWith(DamagedTables.CONSTRAINT + table.schema() + "." + table + "."))
                .findFirst();
    }
}
