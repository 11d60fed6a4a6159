package playbook.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the tables of a database depend on each other: partitions, inheritance and foreign keys.
 *
 * @param objects the objects of the database's {@link SchemaFingerprint}
 */
record SchemaTables(Map<String, String> objects) {

    private static final String[] KINDS = {"table ", "partitioned table "};
    private static final Pattern INHERITS = Pattern.compile(", partition .* of (.+)$", Pattern.DOTALL);
    private static final Pattern CASCADES = Pattern.compile("ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT)");

    /** @param schema null when it was never read: then no dependencies are known */
    static SchemaTables of(@Nullable SchemaFingerprint schema) {
        return new SchemaTables(schema == null ? Map.of() : schema.objects());
    }

    /** The unlogged tables, sorted by name. */
    List<TableName> unlogged() {
        return objects.keySet().stream()
                .filter(object -> object.startsWith("table "))
                .flatMap(object -> DamagedTables.named(object.substring("table ".length())).stream())
                .filter(this::isUnlogged)
                .sorted(Comparator.comparing(TableName::toString))
                .toList();
    }

    boolean isUnlogged(TableName table) {
        return objects.getOrDefault("table " + table, "").contains(", persistence u,");
    }

    /** The tables of which a table is a partition, or from which it inherits. */
    List<TableName> wholes(TableName table) {
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

    /** The partitions of a table, and the tables that inherit from it. */
    List<TableName> parts(TableName whole) {
        return objects.keySet().stream()
                .flatMap(object -> Stream.of(KINDS)
                        .filter(object::startsWith)
                        .flatMap(kind -> DamagedTables.named(object.substring(kind.length())).stream()))
                .filter(part -> wholes(part).contains(whole))
                .toList();
    }

    /** The tables that a deletion or an update in a table reaches by cascading foreign keys. */
    List<TableName> children(TableName parent) {
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
                owner(object.getKey()).ifPresent(children::add);
            }
        }
        return children;
    }

    /**
     * The table that a constraint belongs to. The fingerprint names a constraint by schema, table and its own name,
     * joined by dots, which may be in each of them: the list of tables tells them apart.
     */
    private Optional<TableName> owner(String constraint) {
        String plain = constraint.replace("\"", "");
        return objects.keySet().stream()
                .filter(object -> object.startsWith("table "))
                .map(object -> object.substring("table ".length()))
                .flatMap(table -> DamagedTables.named(table).stream())
                .filter(table -> plain.startsWith(DamagedTables.CONSTRAINT + table.schema() + "." + table + "."))
                .findFirst();
    }
}
