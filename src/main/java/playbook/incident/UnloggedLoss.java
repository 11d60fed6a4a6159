package playbook.incident;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An unlogged table that a cascade from damaged tables reaches, that is a part of a damaged one, or that was emptied or
 * dropped itself: what it lost there is in no WAL and in no base backup.
 *
 * @param why how the loss came to it, for example {@code and refers to public.users}; may be empty
 * @param rows now, -1 when not counted
 * @param baseline rows in the newest dump, null when unknown
 */
public record UnloggedLoss(
        TableName table, String why, long rows, @Nullable Long baseline) {

    private static final String[] KINDS = {"table ", "partitioned table "};
    private static final Pattern INHERITS = Pattern.compile(", partition .* of (.+)$", Pattern.DOTALL);
    private static final Pattern CASCADES = Pattern.compile("ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT)");

    public static List<UnloggedLoss> of(
            List<TableChange> changes, @Nullable SchemaFingerprint schema, @Nullable RowCounts counts) {
        Map<String, String> objects = schema == null ? Map.of() : schema.objects();
        List<UnloggedLoss> losses = new ArrayList<>();
        List<TableName> reached = new ArrayList<>();
        for (TableChange change : changes) {
            if (change.operation() != TableChange.Operation.INSERT && !reached.contains(change.table())) {
                reached.add(change.table());
                if (change.detail().equals(TableChange.UNLOGGED)) {
                    losses.add(loss(change.table(), "", counts));
                }
            }
        }
        Set<TableName> seen = new HashSet<>(reached);
        for (int i = 0; i < reached.size(); i++) {
            TableName table = reached.get(i);
            // A statement that names the whole reaches all its parts.
            wholes(objects, table).stream().filter(seen::add).forEach(reached::add);
            for (TableName part : parts(objects, table)) {
                if (isUnlogged(objects, part) && seen.add(part)) {
                    losses.add(loss(part, " and a part of " + table, counts));
                }
            }
            for (TableName child : children(objects, table)) {
                if (seen.add(child)) {
                    reached.add(child);
                    if (isUnlogged(objects, child)) {
                        losses.add(loss(child, " and refers to " + table, counts));
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
            return table + " is unlogged" + why + ": no WAL tells what was removed from it; " + Figures.rows(rows)
                    + " are there, " + Figures.number(baseline) + " were in the dump.";
        }
        String known = baseline == null
                ? ""
                : rows < 0
                        ? ", " + Figures.rows(baseline)
                        : ": " + Figures.rows(baseline - rows) + " (" + Figures.number(baseline) + " there, "
                                + Figures.number(rows) + " now)";
        return table + " is unlogged" + why
                + ": what was removed from it is in no WAL and in no base backup; only a dump can have it" + known
                + ".";
    }

    private static UnloggedLoss loss(TableName table, String why, @Nullable RowCounts counts) {
        RowCounts.TableCount count = counts == null ? null : counts.of(table).orElse(null);
        return new UnloggedLoss(table, why, count == null ? -1 : count.rows(), count == null ? null : count.baseline());
    }

    private static boolean isUnlogged(Map<String, String> objects, TableName table) {
        return objects.getOrDefault("table " + table, "").contains(", persistence u,");
    }

    /** What a table is a partition of, or inherits from. */
    private static List<TableName> wholes(Map<String, String> objects, TableName table) {
        for (String kind : KINDS) {
            String definition = objects.getOrDefault(kind + table, "");
            Matcher inherits = INHERITS.matcher(definition);
            if (inherits.find()) {
                return Stream.of(inherits.group(1).replaceFirst(", by .*", "").split(", ", -1))
                        .flatMap(whole -> DamagedTables.named(whole).stream())
                        .toList();
            }
        }
        return List.of();
    }

    private static List<TableName> parts(Map<String, String> objects, TableName whole) {
        return objects.keySet().stream()
                .flatMap(object -> Stream.of(KINDS)
                        .filter(object::startsWith)
                        .flatMap(kind -> DamagedTables.named(object.substring(kind.length())).stream()))
                .filter(part -> wholes(objects, part).contains(whole))
                .toList();
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
        String plain = constraint.replace("\"", "");
        return objects.keySet().stream()
                .filter(object -> object.startsWith("table "))
                .map(object -> object.substring("table ".length()))
                .flatMap(table -> DamagedTables.named(table).stream())
                .filter(table -> plain.startsWith(DamagedTables.CONSTRAINT + table.schema() + "." + table + "."))
                .findFirst();
    }
}
