package playbook.assess;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.postgres.WalRelations;

/**
 * The tables in which whoever reported the loss misses something: transactions that destroyed data of these stand first.
 *
 * @param names in small letters, with or without their schema
 */
record ReportedTables(Set<String> names, WalRelations relations) {

    /** @param text as it was written into the form: names with anything but letters, digits, dots and underscores between */
    static Set<String> named(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_.$]+", -1))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether these changes destroyed data of one of them, or of a partition of one. */
    boolean hitBy(List<TableChange> changes) {
        return !names.isEmpty()
                && changes.stream()
                        .filter(TableChange::destroys)
                        .flatMap(change ->
                                Stream.concat(Stream.of(change.table()), relations.rootName(change.oid()).stream()))
                        .anyMatch(this::has);
    }

    private boolean has(TableName table) {
        return names.contains(table.name().toLowerCase(Locale.ROOT))
                || names.contains(table.toString().toLowerCase(Locale.ROOT));
    }
}
