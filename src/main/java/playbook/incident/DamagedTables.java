package playbook.incident;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction destroyed, in tables as people name them: partitions count as one table, and referenced tables
 * come before the tables that refer to them.
 */
public record DamagedTables(List<Damage> damages) {

    static final Pattern REFERENCES = Pattern.compile("REFERENCES ((?:\"[^\"]+\"|[\\w$]+)\\.[^(]+)\\(");
    static final String CONSTRAINT = "constraint ";
    private static final String NO_PARENT = "none";

    /**
     * @param schema null when it was never read: then each partition is listed by itself, and the worst table comes
     *     first
     */
    public static DamagedTables of(List<TableChange> changes, @Nullable SchemaFingerprint schema) {
        Map<String, String> objects = schema == null ? Map.of() : schema.objects();
        Map<String, Damage> damages = new LinkedHashMap<>();
        for (TableChange change : changes) {
            if (change.operation() != TableChange.Operation.INSERT) {
                Optional<TableName> whole = parent(objects, change.table());
                Damage damage = new Damage(
                        whole.orElse(change.table()), change.operation(), change.rows(), whole.isPresent() ? 1 : 0);
                damages.merge(damage.operation() + " " + damage.table(), damage, Damage::with);
            }
        }
        List<Damage> sorted = new ArrayList<>(damages.values());
        sorted.sort(Comparator.comparingInt((Damage damage) -> depth(objects, damage.table(), new HashSet<>()))
                .thenComparing(Comparator.comparingLong(Damage::rows).reversed()));
        return new DamagedTables(sorted);
    }

    /** {@code users 550, accounts 825, transactions 4 441 (6 partitions)}. */
    public String words() {
        return damages.stream()
                .map(damage -> damage.name() + " " + damage.amount() + damage.parts())
                .collect(Collectors.joining(", "));
    }

    static Optional<TableName> parent(Map<String, String> objects, TableName table) {
        String definition = objects.getOrDefault("table " + table, "");
        int at = definition.lastIndexOf(" of ");
        String parent = at < 0 ? NO_PARENT : definition.substring(at + " of ".length());
        return parent.equals(NO_PARENT) || definition.contains("partition none") ? Optional.empty() : named(parent);
    }

    /** Length of the longest chain of foreign keys from this table to others; a cycle is followed only once. */
    private static int depth(Map<String, String> objects, TableName table, Set<TableName> seen) {
        if (!seen.add(table)) {
            return 0;
        }
        String prefix = CONSTRAINT + table.schema() + "." + table + ".";
        int deepest = objects.entrySet().stream()
                .filter(object -> object.getKey().replace("\"", "").startsWith(prefix))
                .map(object -> REFERENCES.matcher(object.getValue()))
                .filter(Matcher::find)
                .flatMap(found -> named(found.group(1)).stream())
                .mapToInt(above -> 1 + depth(objects, above, seen))
                .max()
                .orElse(0);
        seen.remove(table);
        return deepest;
    }

    static Optional<TableName> named(String qualified) {
        String plain = qualified.replace("\"", "");
        int dot = plain.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.of(new TableName(plain.substring(0, dot), plain.substring(dot + 1)));
    }

    /**
     * One table.
     *
     * @param rows -1 when unknown
     * @param partitions number of damaged partitions; 0 for a table without partitions
     */
    public record Damage(TableName table, TableChange.Operation operation, long rows, int partitions) {

        private Damage with(Damage other) {
            return new Damage(
                    table,
                    operation,
                    rows < 0 || other.rows < 0 ? -1 : rows + other.rows,
                    partitions + other.partitions);
        }

        /** The name for people, without the schema {@code public}. */
        public String name() {
            return LargeObjects.spoken(table);
        }

        public String amount() {
            return rows < 0 ? "unknown" : Figures.number(rows);
        }

        public String parts() {
            return partitions == 0 ? "" : " (" + Figures.count(partitions, "partition", "partitions") + ")";
        }
    }
}
